-- A unit as it stands.
-- Parameters: @run_id text, @partition_id integer
-- Columns: step, rows, state, attempt, worker, result_file, troubled_at
select step, rows, state, attempt, worker, result_file, troubled_at
from run_partitions
where run_id = @run_id and partition_id = @partition_id
