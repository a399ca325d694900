-- One row of evidence that a person entered.
-- Parameters: @number integer
-- Columns: number, entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id, withdrawn_by, withdrawn_at
select number, entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id, withdrawn_by, withdrawn_at
from reported_rows
where number = @number
