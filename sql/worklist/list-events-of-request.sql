-- What one request of a person did, to all entries that it reached.
-- Parameters: @request_id text
-- Columns: event_id, entry_id, at, as_of, kind, cause, run_id, actor, role, reason, state_before, state_after, text, request_id, detail
select event_id, entry_id, at, as_of, kind, cause, run_id, actor, role, reason, state_before, state_after, text, request_id, detail
from entry_events
where request_id = @request_id
order by event_id
