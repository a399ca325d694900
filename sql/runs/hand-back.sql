-- A run that its process cannot finish waits again, for whoever comes first; one that somebody wants to stop does not.
-- Parameters: @run_id text
-- Columns: run_id
update runs
set state = 'queued', started_at = null, heartbeat_at = null, lease_until = null, host = null, process_id = null, process_started_at = null,
    claim = null, work = null, folder = null, inputs_changed_at = null
where run_id = @run_id and state = 'running' and cancel_requested_at is null
returning run_id
