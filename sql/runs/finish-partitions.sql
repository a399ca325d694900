-- Consecutive partitions were read.
-- Parameters: @run_id text, @first integer, @last integer, @now instant
-- Columns: none
update run_partitions
set state = 'done', attempt = 1, finished_at = @now
where run_id = @run_id and partition_id between @first and @last
