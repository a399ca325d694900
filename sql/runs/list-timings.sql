-- How long each step of a run took.
-- Parameters: @run_id text
-- Columns: step, milliseconds
select step, milliseconds
from run_timings
where run_id = @run_id
order by step
