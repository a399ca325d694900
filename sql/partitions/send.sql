-- The units that can be worked on and of which workers were not told since @before (null: never); from now on they were; the longest first.
-- A unit of patients that was given up holds nobody up: the run ends without it.
-- Parameters: @run_id text, @now instant, @before instant, @limit integer
-- Columns: partition_id, step
update run_partitions
set sent_at = @now
where run_id = @run_id and partition_id in (
    select w.partition_id
    from run_partitions w
    where w.run_id = @run_id and w.state = 'waiting' and (w.sent_at is null or w.sent_at < @before) and (w.not_before is null or w.not_before <= @now)
        and w.stage = (select min(s.stage) from run_partitions s where s.run_id = @run_id and s.state <> 'done' and not (s.step = 'evaluate' and s.state = 'failed'))
    order by w.rows desc, w.partition_id
    limit @limit)
returning partition_id, step
