-- Workers, those at work and those lately gone.
-- Parameters: none
-- Columns: worker_id, host, process_id, threads, program, state, started_at, beat_at, lease_until
select worker_id, host, process_id, threads, program, state, started_at, beat_at, lease_until
from workers
order by started_at, worker_id
