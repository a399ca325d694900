-- Schedules of all jobs, or of one.
-- Parameters: @job text
-- Columns: job, title, seen_at, file_schedule, gone_at, trouble, own_schedule, own_base, cursor_at, paused_at, paused_until, paused_by, paused_reason
select job, title, seen_at, file_schedule, gone_at, trouble, own_schedule, own_base, cursor_at, paused_at, paused_until, paused_by, paused_reason
from schedules
where cast(@job as text) is null or job = @job
order by job
