-- A person, or a later run, decides on a part that was held.
-- Parameters: @run_id text, @measure text, @site text, @state text, @by text, @now instant, @reason text
-- Columns: run_id
update run_parts
set state = @state, decided_by = @by, decided_at = @now, decision_reason = @reason
where run_id = @run_id and measure = @measure and site = @site and state = 'held'
returning run_id
