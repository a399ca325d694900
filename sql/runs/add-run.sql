-- A new run, waiting to begin.
-- Parameters: @run_id text, @job text, @kind text, @as_of date, @retry_of text, @requested_at instant, @requested_by text,
-- @threads integer, @input text, @folder text, @program text, @rules_sha256 text, @lexicon_sha256 text, @out_folder text,
-- @cache_folder text, @cache_trust text, @due_at instant, @deadline_at instant, @not_before instant,
-- @source text, @source_from text
-- Columns: none
insert into runs (run_id, job, kind, as_of, state, retry_of, requested_at, requested_by, threads, input, folder, program, rules_sha256, lexicon_sha256,
    out_folder, cache_folder, cache_trust, due_at, deadline_at, not_before, source, source_from)
values (@run_id, @job, @kind, @as_of, 'queued', @retry_of, @requested_at, @requested_by, @threads, @input, @folder, @program, @rules_sha256, @lexicon_sha256,
    @out_folder, @cache_folder, @cache_trust, @due_at, @deadline_at, @not_before, @source, @source_from)
