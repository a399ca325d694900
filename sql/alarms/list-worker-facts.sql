-- Processes that take work and did not say that they leave; of a machine, one that was lost only until another began there after it.
-- Parameters: none
-- Columns: worker_id, host, lease_until
select worker_id, host, lease_until
from workers w
where state in ('working', 'leaving') or (state = 'lost' and not exists (
    select 1 from workers newer where newer.host = w.host and newer.started_at > w.lease_until))
order by worker_id
