-- The state of a run that ended, after a person decided on what was held.
-- Parameters: @run_id text, @state text, @state_reason text
-- Columns: none
update runs set state = @state, state_reason = @state_reason where run_id = @run_id
