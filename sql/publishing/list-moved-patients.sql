-- Patients whose entries are another's after a merge.
-- Parameters: none
-- Columns: patient_id, patient_now
select distinct patient_id, patient_now from entries where patient_id <> patient_now
