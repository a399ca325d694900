-- Asks a run to stop; the first who asks is remembered.
-- Parameters: @run_id text, @now instant, @by text
-- Columns: run_id
update runs
set cancel_requested_at = @now, cancel_requested_by = @by
where run_id = @run_id and state in ('queued', 'running') and cancel_requested_at is null
returning run_id
