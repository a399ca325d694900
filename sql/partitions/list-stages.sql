-- When each stage that is done ended.
-- Parameters: @run_id text
-- Columns: step, ended_at
select step, max(finished_at) as ended_at
from run_partitions
where run_id = @run_id and state = 'done'
group by stage, step
order by stage
