-- An attempt ends without a result. Handed back it counts 0; failed it counts 1, and with the @most-th the unit is given up.
-- Parameters: @run_id text, @partition_id integer, @attempt integer, @worker text, @counts integer, @most integer, @failure text,
-- @troubled_at instant, @not_before instant
-- Columns: state
update run_partitions
set state = case when failures + @counts >= @most then 'failed' else 'waiting' end, failures = failures + @counts, failure = @failure,
    troubled_at = coalesce(troubled_at, @troubled_at), not_before = @not_before, lease_until = null, sent_at = null
where run_id = @run_id and partition_id = @partition_id and attempt = @attempt and worker = @worker and state = 'running'
returning state
