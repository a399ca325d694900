-- Messages about an alarm that is over, and that nobody was to be told of yet.
-- Parameters: @alarm_id integer, @now instant
-- Columns: channel
update alarm_messages
set state = 'dropped'
where alarm_id = @alarm_id and state = 'waiting' and attempts = 0 and not_before > @now
returning channel
