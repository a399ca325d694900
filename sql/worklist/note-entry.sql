-- Writes the note of an entry, or removes it, if nobody changed the entry since it was looked at.
-- Parameters: @entry_id text, @seen_revision integer, @note text
-- Columns: none
update entries
set note = @note, revision = revision + 1
where entry_id = @entry_id and revision = @seen_revision
