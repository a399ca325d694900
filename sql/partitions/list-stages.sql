-- When each step that is done ended, and the stage that it is of.
-- Parameters: @run_id text
-- Columns: stage, step, ended_at
select stage, step, max(finished_at) as ended_at
from run_partitions
where run_id = @run_id and state = 'done'
group by stage, step
order by stage, ended_at
