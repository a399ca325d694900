-- A run ends; one that has an end already keeps it.
-- Parameters: @run_id text, @state text, @state_reason text, @failure text, @now instant
-- Columns: run_id
update runs
set state = @state, state_reason = @state_reason, failure = @failure, finished_at = @now, lease_until = null
where run_id = @run_id and state in ('queued', 'running')
returning run_id
