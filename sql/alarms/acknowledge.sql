-- Somebody has taken an alarm on; the first who says so is remembered.
-- Parameters: @alarm_id integer, @now instant, @by text
-- Columns: alarm_id
update alarms
set acknowledged_at = @now, acknowledged_by = @by
where alarm_id = @alarm_id and acknowledged_at is null and resolved_at is null
returning alarm_id
