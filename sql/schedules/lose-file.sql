-- A job's file is gone.
-- Parameters: @job text, @now instant
-- Columns: none
update schedules set gone_at = @now, trouble = null where job = @job and gone_at is null
