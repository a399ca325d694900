-- What a run was going to read; it is planned again.
-- Parameters: @run_id text
-- Columns: none
delete from run_files where run_id = @run_id and direction = 'input'
