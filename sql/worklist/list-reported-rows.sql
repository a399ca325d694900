-- What people entered as evidence and did not withdraw: the rows that the next run reads beside its source.
-- Parameters: none
-- Columns: number, entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id, withdrawn_by, withdrawn_at
select number, entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id, withdrawn_by, withdrawn_at
from reported_rows
where withdrawn_at is null
order by number
