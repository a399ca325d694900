-- The condition of an alarm is over.
-- Parameters: @alarm_id integer, @now instant
-- Columns: alarm_id
update alarms
set resolved_at = @now
where alarm_id = @alarm_id and resolved_at is null
returning alarm_id
