-- Live runs of the job before that ended since and about which nothing was decided yet, the earliest first; of several for one due instant
-- only the latest.
-- Parameters: @job text, @after text, @since instant
-- Columns: run_id, as_of, state, state_reason, due_at, finished_at
select r.run_id, r.as_of, r.state, r.state_reason, r.due_at, r.finished_at
from runs r
where r.job = @after and r.kind = 'live' and r.finished_at > @since
    and not exists (select 1 from occasions o where o.job = @job and o.after_run = r.run_id)
    and not exists (select 1 from runs n where n.job = r.job and n.kind = 'live' and n.due_at = r.due_at and n.requested_at > r.requested_at)
order by r.finished_at, r.run_id
