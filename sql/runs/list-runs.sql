-- Runs, the newest first, that were asked for in a time; those asked for at its very end only up to a run.
-- Parameters: @job text, @state text, @kind text, @from instant, @until instant, @before text, @limit integer
-- Columns: run_id, job, kind, as_of, state, state_reason, retry_of, requested_at, requested_by, started_at, finished_at, heartbeat_at,
-- lease_until, host, process_id, cancel_requested_at, cancel_requested_by, threads, input, folder, program, rules_sha256,
-- lexicon_sha256, inputs_changed_at, out_folder, cache_folder, cache_trust, due_at, deadline_at, not_before, work, failure, source,
-- source_from, details_gone_at
select run_id, job, kind, as_of, state, state_reason, retry_of, requested_at, requested_by, started_at, finished_at, heartbeat_at,
    lease_until, host, process_id, cancel_requested_at, cancel_requested_by, threads, input, folder, program, rules_sha256,
    lexicon_sha256, inputs_changed_at, out_folder, cache_folder, cache_trust, due_at, deadline_at, not_before, work, failure, source,
    source_from, details_gone_at
from runs
where (cast(@job as text) is null or job = @job) and (cast(@state as text) is null or state = @state) and (cast(@kind as text) is null or kind = @kind)
    and requested_at >= @from and (requested_at, run_id) < (@until, @before)
order by requested_at desc, run_id desc
limit @limit
