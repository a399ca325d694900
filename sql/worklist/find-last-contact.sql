-- The last time that anybody tried to reach the patient of an entry, on whichever entry, with one of the dispositions whose ids are given
-- between commas (',contacting-patient,').
-- Parameters: @entry_id text, @contacts text
-- Columns: event_id, entry_id, at, as_of, kind, cause, run_id, actor, role, reason, state_before, state_after, text, request_id, detail
select event_id, entry_id, at, as_of, kind, cause, run_id, actor, role, reason, state_before, state_after, text, request_id, detail
from entry_events
where
    entry_id in (select e.entry_id from entries as e inner join entries as mine on e.patient_now = mine.patient_now where mine.entry_id = @entry_id)
    and kind = 'decided'
    and @contacts like '%,' || reason || ',%'
order by event_id desc
limit 1
