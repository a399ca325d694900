-- Live runs that alarms are about: those without an end, and of each job the newest that has one.
-- Parameters: none
-- Columns: run_id, job, state, failure, requested_at, due_at, deadline_at, not_before, started_at, finished_at
select run_id, job, state, failure, requested_at, due_at, deadline_at, not_before, started_at, finished_at
from runs r
where kind = 'live' and (state in ('queued', 'running') or not exists (
    select 1 from runs newer
    where newer.job = r.job and newer.kind = 'live' and newer.state not in ('queued', 'running', 'cancelled')
        and (newer.requested_at > r.requested_at or (newer.requested_at = r.requested_at and newer.run_id > r.run_id))))
order by requested_at, run_id
