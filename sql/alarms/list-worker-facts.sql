-- Processes that take work and have not said that they ended.
-- Parameters: none
-- Columns: worker_id, host, lease_until
select worker_id, host, lease_until
from workers
where state in ('working', 'leaving')
order by worker_id
