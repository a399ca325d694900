-- A message that waits to be delivered.
-- Parameters: @alarm_id integer, @event text, @channel text, @not_before instant
-- Columns: none
insert into alarm_messages (alarm_id, event, channel, state, not_before, attempts)
values (@alarm_id, @event, @channel, 'waiting', @not_before, 0)
on conflict (alarm_id, event, channel) do nothing
