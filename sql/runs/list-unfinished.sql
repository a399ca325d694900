-- Runs that have no end yet, with what tells whether their process still lives.
-- Parameters: none
-- Columns: run_id, job, state, folder, host, process_id, process_started_at, lease_until, work, claim, not_before, not_after, cancel_requested_by
select run_id, job, state, folder, host, process_id, process_started_at, lease_until, work, claim, not_before, not_after, cancel_requested_by
from runs
where state in ('queued', 'running')
order by requested_at, run_id
