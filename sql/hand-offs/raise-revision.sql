-- Counts a change that is not of the entry itself, if nobody changed the entry since it was looked at.
-- Parameters: @entry_id text, @seen_revision integer
-- Columns: none
update entries
set revision = revision + 1
where entry_id = @entry_id and revision = @seen_revision
