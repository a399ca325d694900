-- A run that waited begins in a process.
-- Parameters: @run_id text, @now instant, @lease_until instant, @host text, @process_id integer, @process_started_at instant
-- Columns: none
update runs
set state = 'running', started_at = @now, heartbeat_at = @now, lease_until = @lease_until,
    host = @host, process_id = @process_id, process_started_at = @process_started_at
where run_id = @run_id and state = 'queued'
