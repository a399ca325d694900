-- Adds to an entry's history what a person did.
-- Parameters: @entry_id text, @at instant, @as_of date, @kind text, @actor text, @role text, @reason text, @state_before text, @state_after text, @text text,
--             @request_id text, @detail text
-- Columns: none
insert into entry_events (entry_id, at, as_of, kind, cause, actor, role, reason, state_before, state_after, text, request_id, detail)
values (@entry_id, @at, @as_of, @kind, 'person', @actor, @role, @reason, @state_before, @state_after, @text, @request_id, @detail)
