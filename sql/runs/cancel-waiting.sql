-- Ends the runs that nobody has begun and somebody wants to stop.
-- Parameters: @now instant
-- Columns: run_id
update runs
set state = 'cancelled', state_reason = 'cancelled by ' || cancel_requested_by || ' before it began', finished_at = @now
where state = 'queued' and cancel_requested_at is not null
returning run_id
