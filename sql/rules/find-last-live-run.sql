-- The newest run whose input was read and judged to the end, of a job or of any.
-- Parameters: @job text
-- Columns: run_id
select run_id
from runs
where kind = 'live' and state in ('succeeded', 'partial', 'held') and (cast(@job as text) is null or job = @job)
order by as_of desc, requested_at desc, run_id desc
limit 1
