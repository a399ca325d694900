-- What there is to do of a run that goes on: the first unit that can be worked on (null: none), and how many of its stage are at work.
-- A unit of patients that was given up holds nobody up: the run ends without it.
-- Parameters: @run_id text, @now instant
-- Columns: partition_id, at_work
select min(case when w.state = 'waiting' and (w.not_before is null or w.not_before <= @now) then w.partition_id end) as partition_id,
    count(case when w.state = 'running' then 1 end) as at_work
from run_partitions w
where w.run_id = @run_id
    and w.stage = (select min(s.stage) from run_partitions s where s.run_id = @run_id and s.state <> 'done' and not (s.step = 'evaluate' and s.state = 'failed'))
    and exists (select 1 from runs r where r.run_id = @run_id and r.state = 'running' and r.cancel_requested_at is null)
