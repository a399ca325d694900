-- A run's folder was removed.
-- Parameters: @run_id text
-- Columns: none
update runs set folder = null where run_id = @run_id
