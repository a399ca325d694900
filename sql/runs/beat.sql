-- A sign of life of a running run; it learns whether it is to stop. No row: it is no longer counted as running.
-- Parameters: @run_id text, @now instant, @lease_until instant
-- Columns: cancel_requested_by
update runs
set heartbeat_at = @now, lease_until = @lease_until
where run_id = @run_id and state = 'running'
returning cancel_requested_by
