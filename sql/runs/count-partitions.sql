-- How far a run has read, by step.
-- Parameters: @run_id text
-- Columns: step, state, partitions, rows
select step, state, count(*) as partitions, cast(sum(rows) as bigint) as rows
from run_partitions
where run_id = @run_id
group by step, state
order by step, state
