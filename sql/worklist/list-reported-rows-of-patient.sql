-- What people entered as evidence about the patient of an entry, withdrawn rows too.
-- Parameters: @entry_id text
-- Columns: number, entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id, withdrawn_by, withdrawn_at
select number, entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id, withdrawn_by, withdrawn_at
from reported_rows
where entry_id in (select e.entry_id from entries as e inner join entries as mine on e.patient_now = mine.patient_now where mine.entry_id = @entry_id)
order by number
