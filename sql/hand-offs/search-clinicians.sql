-- Those who may be responsible for patients, of one site first, by name.
-- Parameters: @site text, @search text, @limit integer
-- Columns: clinician_id, name, role, site, panel
select clinician_id, name, role, site, panel
from clinicians
where cast(@search as text) is null or lower(name) like @search escape '~' or lower(role) like @search escape '~'
order by case when site = @site then 0 else 1 end, name, clinician_id
limit @limit
