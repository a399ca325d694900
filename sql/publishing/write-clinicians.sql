-- Writes those who may be responsible for patients, where the source says something else than before.
-- Parameters: none
-- Columns: none
insert into clinicians (clinician_id, name, role, site, panel)
select clinician_id, name, role, site, panel
from staged_clinicians
where true
on conflict (clinician_id) do update
set name = excluded.name, role = excluded.role, site = excluded.site, panel = excluded.panel
where (clinicians.name, clinicians.role, clinicians.site, clinicians.panel) is distinct from (excluded.name, excluded.role, excluded.site, excluded.panel)
