-- Pauses a schedule, or with nulls resumes it.
-- Parameters: @job text, @paused_at instant, @paused_until instant, @paused_by text, @paused_reason text
-- Columns: none
update schedules
set paused_at = @paused_at, paused_until = @paused_until, paused_by = @paused_by, paused_reason = @paused_reason
where job = @job
