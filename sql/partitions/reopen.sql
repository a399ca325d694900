-- A committed file cannot be used: its unit is to be done again.
-- Parameters: @run_id text, @result_file text
-- Columns: partition_id
update run_partitions
set state = 'waiting', result_file = null, finished_at = null, sent_at = null, failure = 'its file could not be used'
where run_id = @run_id and result_file = @result_file and state = 'done'
returning partition_id
