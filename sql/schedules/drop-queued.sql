-- Ends a run that has not begun. No row: it has.
-- Parameters: @run_id text, @reason text, @now instant
-- Columns: run_id
update runs
set state = 'cancelled', state_reason = @reason, finished_at = @now
where run_id = @run_id and state = 'queued'
returning run_id
