-- What people entered as evidence and did not withdraw: the rows that the next run reads beside its source. They go with the entry on which
-- they were entered: when a merge of patients is undone, to the patient who has it then.
-- Parameters: none
-- Columns: number, entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id, withdrawn_by, withdrawn_at
select
    r.number, r.entry_id, e.patient_now as patient_id, r.table_name, r.code_system, r.code, r.display, r.event_date, r.value, r.unit, r.entered_by,
    r.entered_at, r.request_id, r.withdrawn_by, r.withdrawn_at
from reported_rows as r
inner join entries as e on r.entry_id = e.entry_id
where r.withdrawn_at is null
order by r.number
