-- A message could not be delivered and is tried again.
-- Parameters: @message_id integer, @not_before instant, @failure text
-- Columns: none
update alarm_messages
set not_before = @not_before, claimed_until = null, failure = @failure
where message_id = @message_id
