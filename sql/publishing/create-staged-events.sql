-- Where the history waits that a publication adds.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_events as
select event_id as ordinal, entry_id, kind, cause, state_before, state_after, text from entry_events where 1 = 0
