-- An alarm that nobody acknowledged goes to others; once.
-- Parameters: @alarm_id integer, @now instant
-- Columns: alarm_id
update alarms
set escalated_at = @now
where alarm_id = @alarm_id and escalated_at is null and acknowledged_at is null and resolved_at is null
returning alarm_id
