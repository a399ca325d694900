-- Takes a message in order to send it; no row: another process took it.
-- Parameters: @message_id integer, @attempts integer, @now instant, @claimed_until instant
-- Columns: message_id
update alarm_messages
set attempts = attempts + 1, claimed_until = @claimed_until
where message_id = @message_id and state = 'waiting' and attempts = @attempts and (claimed_until is null or claimed_until <= @now)
returning message_id
