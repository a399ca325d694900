-- Those who may be responsible for patients, of one site first, by name.
-- Parameters: @site text
-- Columns: clinician_id, name, role, site, panel
select clinician_id, name, role, site, panel
from clinicians
order by case when site = @site then 0 else 1 end, name, clinician_id
