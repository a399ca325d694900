-- Writes down what was decided about a due instant. No row: it had been decided before.
-- Parameters: @job text, @due_at instant, @origin text, @as_of date, @state text, @reason text, @detail text, @run_id text, @after_run text,
-- @decided_at instant
-- Columns: job
insert into occasions (job, due_at, origin, as_of, state, reason, detail, run_id, after_run, decided_at)
values (@job, @due_at, @origin, @as_of, @state, @reason, @detail, @run_id, @after_run, @decided_at)
on conflict (job, due_at) do nothing
returning job
