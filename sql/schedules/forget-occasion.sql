-- The schedule's decision that led to a run that is past its time now.
-- Parameters: @run_id text
-- Columns: none
delete from occasions where run_id = @run_id
