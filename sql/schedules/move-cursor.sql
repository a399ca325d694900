-- Every due instant up to @cursor_at is decided.
-- Parameters: @job text, @cursor_at instant
-- Columns: none
update schedules set cursor_at = @cursor_at where job = @job
