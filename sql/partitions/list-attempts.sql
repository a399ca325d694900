-- The attempts of a worker that are at work.
-- Parameters: @worker text
-- Columns: run_id, partition_id, attempt, worker
select run_id, partition_id, attempt, worker
from run_partitions
where worker = @worker and state = 'running'
order by run_id, partition_id
