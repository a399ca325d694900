-- Decides again about a due instant: one that waited, or whose run did not begin or is tried again.
-- Parameters: @job text, @due_at instant, @state text, @reason text, @detail text, @run_id text, @after_run text, @decided_at instant
-- Columns: none
update occasions
set state = @state, reason = @reason, detail = @detail, run_id = @run_id, after_run = @after_run, decided_at = @decided_at
where job = @job and due_at = @due_at
