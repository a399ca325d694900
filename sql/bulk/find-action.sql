-- What was asked for of many entries at once.
-- Parameters: @bulk_id text
-- Columns: bulk_id, kind, disposition, value, until, chosen_by, asked_by, asked_at, undone_by, undone_at
select bulk_id, kind, disposition, value, until, chosen_by, asked_by, asked_at, undone_by, undone_at
from bulk_actions
where bulk_id = @bulk_id
