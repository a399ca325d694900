-- Takes a unit that waits, if the units of all stages before are done (or hold patients who are left out) and its run is to go on.
-- Parameters: @run_id text, @partition_id integer, @worker text, @now instant, @lease_until instant
-- Columns: attempt, step, rows
update run_partitions
set state = 'running', attempt = attempt + 1, worker = @worker, lease_until = @lease_until, rows_done = 0
where run_id = @run_id and partition_id = @partition_id and state = 'waiting' and (not_before is null or not_before <= @now)
    and exists (select 1 from runs r where r.run_id = @run_id and r.state = 'running' and r.cancel_requested_at is null)
    and not exists (select 1 from run_partitions e where e.run_id = @run_id and e.stage < run_partitions.stage and e.state <> 'done'
        and not (e.step = 'evaluate' and e.state = 'failed'))
returning attempt, step, rows
