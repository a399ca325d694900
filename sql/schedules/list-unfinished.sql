-- Runs without an end, as far as schedules have to know them.
-- Parameters: none
-- Columns: run_id, job, kind, state, as_of, due_at, not_before, not_after, cancel_requested_by
select run_id, job, kind, state, as_of, due_at, not_before, not_after, cancel_requested_by
from runs
where state in ('queued', 'running')
order by requested_at, run_id
