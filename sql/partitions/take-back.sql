-- Attempts that nobody has heard of for longer than their lease.
-- Parameters: @now instant, @most integer
-- Columns: run_id, partition_id, step, state
update run_partitions
set state = case when failures + 1 >= @most then 'failed' else 'waiting' end, failures = failures + 1,
    failure = 'its worker ended without a word', not_before = null, lease_until = null, sent_at = null
where state = 'running' and lease_until < @now and run_id in (select r.run_id from runs r where r.state = 'running' and r.work = 'shared')
returning run_id, partition_id, step, state
