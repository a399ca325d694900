-- A run past its time that nothing names.
-- Parameters: @run_id text
-- Columns: none
delete from runs where run_id = @run_id
