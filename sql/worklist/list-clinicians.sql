-- Clinicians to choose from, by name.
-- Parameters: @limit integer
-- Columns: clinician_id, name, panel
select clinician_id, name, panel
from clinicians
order by name, clinician_id
limit @limit
