-- The units that were given up.
-- Parameters: @run_id text
-- Columns: partition_id, step, table_name, rows, failures, failure
select partition_id, step, table_name, rows, failures, failure
from run_partitions
where run_id = @run_id and state = 'failed'
order by partition_id
