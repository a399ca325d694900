-- Runs with parts that wait for a person.
-- Parameters: none
-- Columns: run_id, job, parts
select r.run_id, r.job, count(*) as parts
from run_parts p
join runs r on r.run_id = p.run_id
where p.state = 'held'
group by r.run_id, r.job
order by r.run_id
