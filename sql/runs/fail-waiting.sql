-- Ends a run that could not begin.
-- Parameters: @run_id text, @reason text, @failure text, @now instant
-- Columns: run_id
update runs
set state = 'failed', state_reason = @reason, failure = @failure, finished_at = @now
where run_id = @run_id and state = 'queued'
returning run_id
