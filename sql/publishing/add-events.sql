-- What happened to entries tonight.
-- Parameters: @at instant, @as_of date, @run_id text
-- Columns: none
insert into entry_events (entry_id, at, as_of, kind, cause, run_id, state_before, state_after, text)
select entry_id, @at, @as_of, kind, cause, @run_id, state_before, state_after, text
from staged_events
order by ordinal
