-- Removes a view; what was done with it stays to be read.
-- Parameters: @view_id text, @now instant
-- Columns: none
update views set removed_at = @now where view_id = @view_id
