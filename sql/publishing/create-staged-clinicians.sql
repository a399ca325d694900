-- Where those who may be responsible for patients wait.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_clinicians as
select clinician_id, name, role, site, panel from clinicians where 1 = 0
