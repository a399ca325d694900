-- Lets what was stopped go on, if nobody did before.
-- Parameters: @pause_id integer, @ended_by text, @ended_role text, @ended_at instant, @end_reason text
-- Columns: none
update pauses
set ended_by = @ended_by, ended_role = @ended_role, ended_at = @ended_at, end_reason = @end_reason
where pause_id = @pause_id and ended_at is null
