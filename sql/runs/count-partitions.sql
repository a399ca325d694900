-- How far a run has come, by step, in the order in which its units are numbered.
-- Parameters: @run_id text
-- Columns: step, state, partitions, rows
select step, state, count(*) as partitions, cast(sum(rows) as bigint) as rows
from run_partitions
where run_id = @run_id
group by step, state
order by min(min(partition_id)) over (partition by step), step, state
