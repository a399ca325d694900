-- What was decided about a due instant.
-- Parameters: @job text, @due_at instant
-- Columns: job, due_at, origin, as_of, state, reason, detail, run_id, after_run, decided_at
select job, due_at, origin, as_of, state, reason, detail, run_id, after_run, decided_at
from occasions
where job = @job and due_at = @due_at
