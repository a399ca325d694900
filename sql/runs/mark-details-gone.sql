-- What is known of a run beside its line is removed; once.
-- Parameters: @run_id text, @now instant
-- Columns: run_id
update runs set details_gone_at = @now where run_id = @run_id and details_gone_at is null
returning run_id
