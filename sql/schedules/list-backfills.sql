-- Backfills in a state, or of a job, the earliest first.
-- Parameters: @job text, @state text
-- Columns: backfill_id, job, from_date, to_date, every_days, next_date, run_id, state, state_reason, requested_at, requested_by, reason
select backfill_id, job, from_date, to_date, every_days, next_date, run_id, state, state_reason, requested_at, requested_by, reason
from backfills
where (cast(@job as text) is null or job = @job) and (cast(@state as text) is null or state = @state)
order by backfill_id
