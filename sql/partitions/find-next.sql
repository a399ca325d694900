-- What there is to do of a run that goes on: the unit to work on next (null: none), the longest first, so that at a stage's end nobody waits long
-- for who is still at one; and how many of its stage are at work. A unit of patients that was given up holds nobody up: the run ends without it.
-- Parameters: @run_id text, @now instant
-- Columns: partition_id, at_work
with stage as (
    select w.partition_id, w.rows, w.state, w.not_before
    from run_partitions w
    where w.run_id = @run_id
        and w.stage = (select min(s.stage) from run_partitions s where s.run_id = @run_id and s.state <> 'done' and not (s.step = 'evaluate' and s.state = 'failed'))
        and exists (select 1 from runs r where r.run_id = @run_id and r.state = 'running' and r.cancel_requested_at is null)
)
select
    (
        select w.partition_id
        from stage w
        where w.state = 'waiting' and (w.not_before is null or w.not_before <= @now)
        order by w.rows desc, w.partition_id
        limit 1
    ) as partition_id,
    (select count(*) from stage w where w.state = 'running') as at_work
