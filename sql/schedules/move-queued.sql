-- When a run that has not begun may begin.
-- Parameters: @run_id text, @not_before instant, @not_after instant
-- Columns: none
update runs
set not_before = @not_before, not_after = @not_after
where run_id = @run_id and state = 'queued'
