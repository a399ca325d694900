-- Decisions to run because a run had ended that is past its time now.
-- Parameters: @run_id text
-- Columns: none
update occasions set after_run = null where after_run = @run_id
