-- A step of a dispute.
-- Parameters: @dispute_id integer, @state text, @outcome text, @fixed_in text, @settled_by text, @settled_at instant
-- Columns: none
update disputes set state = @state, outcome = @outcome, fixed_in = coalesce(@fixed_in, fixed_in), settled_by = @settled_by, settled_at = @settled_at
where dispute_id = @dispute_id and withdrawn_at is null
