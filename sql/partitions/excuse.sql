-- An attempt was taken back whose worker lives: it did not die of the unit.
-- Parameters: @run_id text, @partition_id integer
-- Columns: none
update run_partitions
set failures = failures - 1
where run_id = @run_id and partition_id = @partition_id and failures > 0 and state in ('waiting', 'running')
