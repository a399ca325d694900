-- A run past its time: its parts.
-- Parameters: @run_id text
-- Columns: none
delete from run_parts where run_id = @run_id
