-- Of each job the latest due instant that has a run, and that run: attempts and lost are runs for the instant so far, and those of them whose
-- process ended without a word; later: live runs of the job that were asked for since.
-- Parameters: none
-- Columns: job, due_at, detail, run_id, as_of, state, state_reason, failure, finished_at, deadline_at, attempts, lost, later
select o.job, o.due_at, o.detail, r.run_id, r.as_of, r.state, r.state_reason, r.failure, r.finished_at, r.deadline_at,
    (select count(*) from runs a where a.job = o.job and a.kind = 'live' and a.due_at = o.due_at) as attempts,
    (select count(*) from runs a where a.job = o.job and a.kind = 'live' and a.due_at = o.due_at and a.failure = 'lost') as lost,
    (select count(*) from runs a where a.job = o.job and a.kind = 'live' and a.run_id <> r.run_id and a.requested_at > r.requested_at) as later
from occasions o
join runs r on r.run_id = o.run_id
where o.state = 'queued' and not exists (select 1 from occasions n where n.job = o.job and n.state = 'queued' and n.due_at > o.due_at)
order by o.job
