-- A sign of life of a shared run. Whoever commits a unit writes it before looking what comes next, so that of two who finish at once the later sees the earlier's.
-- Parameters: @run_id text, @now instant
-- Columns: run_id
update runs set heartbeat_at = @now where run_id = @run_id and state = 'running' and cancel_requested_at is null returning run_id
