-- A run past its time: its timings.
-- Parameters: @run_id text
-- Columns: none
delete from run_timings where run_id = @run_id
