-- Marks what was kept as sent by a decision that is taken back: it did not go out.
-- Parameters: @entry_id text, @request_id text, @undone_at instant
-- Columns: none
update hand_offs
set undone_at = @undone_at
where entry_id = @entry_id and request_id = @request_id and undone_at is null
