-- Where gaps wait that a publication removes.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_gone as
select patient_id, measure from gaps where 1 = 0
