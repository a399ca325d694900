-- Adds to an alarm's history.
-- Parameters: @alarm_id integer, @event text, @at instant, @actor text, @text text
-- Columns: none
insert into alarm_events (alarm_id, event, at, actor, text)
values (@alarm_id, @event, @at, @actor, @text)
