-- How far a backfill has come.
-- Parameters: @backfill_id integer, @next_date date, @run_id text, @state text, @state_reason text
-- Columns: none
update backfills
set next_date = @next_date, run_id = @run_id, state = @state, state_reason = @state_reason
where backfill_id = @backfill_id
