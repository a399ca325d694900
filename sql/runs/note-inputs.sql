-- When the newest of the files was changed that a run reads.
-- Parameters: @run_id text, @inputs_changed_at instant
-- Columns: none
update runs set inputs_changed_at = @inputs_changed_at where run_id = @run_id
