-- Keeps what came of one of many entries.
-- Parameters: @bulk_id text, @ordinal integer, @entry_id text, @outcome text, @message text
-- Columns: none
insert into bulk_items (bulk_id, ordinal, entry_id, outcome, message)
values (@bulk_id, @ordinal, @entry_id, @outcome, @message)
