-- Adds what a reviewer says is wrong with one entry, which was found in sight before.
-- Parameters: @entry_id text, @request_id text, @kind text, @measure text, @said text, @opened_by text, @opened_at instant
-- Columns: dispute_id
insert into disputes (entry_id, request_id, kind, measure, said, opened_by, opened_at, state)
values (@entry_id, @request_id, @kind, @measure, @said, @opened_by, @opened_at, 'open')
returning dispute_id
