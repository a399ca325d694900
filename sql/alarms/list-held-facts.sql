-- Runs with parts that wait for a person: how many people are shown something of, and how many are silent.
-- Parameters: none
-- Columns: run_id, job, parts, silent
select run_id, job, cast(sum(shown) as bigint) as parts, cast(sum(1 - shown) as bigint) as silent
from (
    select
        r.run_id, r.job,
        case
            when exists (select 1 from shown_parts as h where h.measure = p.measure and h.site = p.site) then 1
            when exists (select 1 from shown_parts as h where h.measure = '*') and not exists (select 1 from standing_decisions as d where d.measure = p.measure and d.site = p.site) then 1
            else 0
        end as shown
    from run_parts as p
    inner join runs as r on r.run_id = p.run_id
    where p.state = 'held'
) as held
group by run_id, job
order by run_id
