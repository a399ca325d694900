-- A run past its time: its counts.
-- Parameters: @run_id text
-- Columns: none
delete from run_counts where run_id = @run_id
