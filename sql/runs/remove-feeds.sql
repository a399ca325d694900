-- A run past its time: its feeds.
-- Parameters: @run_id text
-- Columns: none
delete from run_feeds where run_id = @run_id
