-- Gives an entry to a person, or to nobody, if nobody changed it since it was looked at.
-- Parameters: @entry_id text, @seen_revision integer, @assignee text
-- Columns: none
update entries
set assignee = @assignee, revision = revision + 1
where entry_id = @entry_id and revision = @seen_revision
