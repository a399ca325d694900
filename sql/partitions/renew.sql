-- A sign of life of an attempt. No row: it is not the one at work any more, or its run has ended or is to stop.
-- Parameters: @run_id text, @partition_id integer, @attempt integer, @worker text, @lease_until instant, @rows_done integer
-- Columns: partition_id
update run_partitions
set lease_until = @lease_until, rows_done = @rows_done
where run_id = @run_id and partition_id = @partition_id and attempt = @attempt and worker = @worker and state = 'running'
    and exists (select 1 from runs r where r.run_id = @run_id and r.state = 'running' and r.cancel_requested_at is null)
returning partition_id
