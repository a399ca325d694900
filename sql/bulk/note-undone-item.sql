-- Keeps what came of undoing one of many entries.
-- Parameters: @bulk_id text, @ordinal integer, @undo_outcome text, @undo_message text
-- Columns: none
update bulk_items
set undo_outcome = @undo_outcome, undo_message = @undo_message
where bulk_id = @bulk_id and ordinal = @ordinal
