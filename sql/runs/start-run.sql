-- A run that waited begins. One that has begun, that somebody wants to stop, or that is to begin at another time stays as it is.
-- Parameters: @run_id text, @now instant, @claim text, @work text, @lease_until instant, @host text, @process_id integer,
-- @process_started_at instant, @threads integer, @folder text, @program text, @rules_sha256 text, @lexicon_sha256 text
-- Columns: run_id
update runs
set state = 'running', started_at = @now, heartbeat_at = @now, claim = @claim, work = @work, lease_until = @lease_until,
    host = @host, process_id = @process_id, process_started_at = @process_started_at, threads = @threads, folder = @folder,
    program = @program, rules_sha256 = @rules_sha256, lexicon_sha256 = @lexicon_sha256
where run_id = @run_id and state = 'queued' and cancel_requested_at is null and (not_before is null or not_before <= @now)
    and (not_after is null or not_after > @now)
returning run_id
