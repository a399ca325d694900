-- Gaps that are no more.
-- Parameters: none
-- Columns: none
delete from gaps where (patient_id, measure) in (select patient_id, measure from staged_gone)
