-- Keeps when the last case of a sample was settled.
-- Parameters: @sample_id integer, @settled_at instant
-- Columns: none
update validation_samples set settled_at = @settled_at where sample_id = @sample_id and settled_at is null
