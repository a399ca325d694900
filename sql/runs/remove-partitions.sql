-- How a run was cut; it is planned again.
-- Parameters: @run_id text
-- Columns: none
delete from run_partitions where run_id = @run_id
