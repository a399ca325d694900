-- The files that were committed.
-- Parameters: @run_id text
-- Columns: partition_id, step, result_file
select partition_id, step, result_file
from run_partitions
where run_id = @run_id and state = 'done' and result_file is not null
order by partition_id
