-- The last unit of a run that workers share.
-- Parameters: @run_id text
-- Columns: partition_id
select partition_id
from run_partitions
where run_id = @run_id and step = 'finish'
