-- A run past its time: its changes.
-- Parameters: @run_id text
-- Columns: none
delete from run_changes where run_id = @run_id
