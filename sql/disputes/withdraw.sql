-- The decision was taken back that a dispute came with.
-- Parameters: @entry_id text, @request_id text, @at instant
-- Columns: none
update disputes set withdrawn_at = @at where entry_id = @entry_id and request_id = @request_id and withdrawn_at is null
