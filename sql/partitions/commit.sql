-- An attempt is done: its file is the unit's result. No row: another attempt has the unit.
-- Parameters: @run_id text, @partition_id integer, @attempt integer, @worker text, @result_file text, @now instant
-- Columns: partition_id
update run_partitions
set state = 'done', result_file = @result_file, finished_at = @now, lease_until = null, rows_done = rows, failure = null, troubled_at = null
where run_id = @run_id and partition_id = @partition_id and attempt = @attempt and worker = @worker and state = 'running'
returning partition_id
