-- An entry's history, oldest first.
-- Parameters: @entry_id text
-- Columns: event_id, entry_id, at, as_of, kind, cause, run_id, actor, role, reason, state_before, state_after, text, request_id, detail
select event_id, entry_id, at, as_of, kind, cause, run_id, actor, role, reason, state_before, state_after, text, request_id, detail
from entry_events
where entry_id = @entry_id
order by event_id
