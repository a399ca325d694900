-- Due instants whose run waits for something, the earliest first.
-- Parameters: none
-- Columns: job, due_at, origin, as_of, state, reason, detail, run_id, after_run, decided_at
select job, due_at, origin, as_of, state, reason, detail, run_id, after_run, decided_at
from occasions
where state = 'waiting'
order by job, due_at
