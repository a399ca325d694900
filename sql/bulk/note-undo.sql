-- Keeps that what was done to many entries was undone, and by whom, if nobody did before.
-- Parameters: @bulk_id text, @undone_by text, @undone_at instant
-- Columns: none
update bulk_actions
set undone_by = @undone_by, undone_at = @undone_at
where bulk_id = @bulk_id and undone_at is null
