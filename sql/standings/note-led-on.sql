-- Keeps in an entry's history that it goes on with another line.
-- Parameters: @entry_id text, @at instant, @as_of date, @state text, @text text
-- Columns: none
insert into entry_events (entry_id, at, as_of, kind, cause, state_before, state_after, text)
values (@entry_id, @at, @as_of, 'handed-on', 'standing-changed', @state, @state, @text)
