-- What was decided about a job's due instants, the latest first.
-- Parameters: @job text, @limit integer
-- Columns: job, due_at, origin, as_of, state, reason, detail, run_id, after_run, decided_at
select job, due_at, origin, as_of, state, reason, detail, run_id, after_run, decided_at
from occasions
where job = @job
order by due_at desc
limit @limit
