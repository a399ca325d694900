-- Somebody who may be responsible for patients.
-- Parameters: @clinician_id text
-- Columns: clinician_id, name, role, site, panel
select clinician_id, name, role, site, panel
from clinicians
where clinician_id = @clinician_id
