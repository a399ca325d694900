-- Gives a sample up that is not settled.
-- Parameters: @sample_id integer, @ended_at instant, @ended_by text
-- Columns: none
update validation_samples
set ended_at = @ended_at, ended_by = @ended_by
where sample_id = @sample_id and settled_at is null and ended_at is null
