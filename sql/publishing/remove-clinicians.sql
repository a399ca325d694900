-- Removes whoever may no longer be responsible for patients.
-- Parameters: none
-- Columns: none
delete from clinicians
where not exists (select 1 from staged_clinicians as s where s.clinician_id = clinicians.clinician_id)
