-- A message was delivered, or nobody needs it any more.
-- Parameters: @message_id integer, @state text, @sent_at instant
-- Columns: none
update alarm_messages
set state = @state, sent_at = @sent_at, claimed_until = null, failure = null
where message_id = @message_id
