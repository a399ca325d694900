-- A run past its time: its files.
-- Parameters: @run_id text
-- Columns: none
delete from run_files where run_id = @run_id
