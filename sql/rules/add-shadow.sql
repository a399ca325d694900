-- Adds what came of holding a set of rules beside those in force.
-- Parameters: @shadow_id text, @set_sha256 text, @base_sha256 text, @run_id text, @job text, @as_of date, @asked_by text, @ended_at instant, @gaps_sha256 text,
--             @entries_before integer, @entries_after integer, @entries_entering integer, @entries_leaving integer, @entries_queued integer,
--             @recent_before integer, @recent_after integer, @notes text
-- Columns: none
insert into shadows (
    shadow_id, set_sha256, base_sha256, run_id, job, as_of, asked_by, ended_at, gaps_sha256, entries_before, entries_after, entries_entering, entries_leaving,
    entries_queued, recent_before, recent_after, notes
)
values (
    @shadow_id, @set_sha256, @base_sha256, @run_id, @job, @as_of, @asked_by, @ended_at, @gaps_sha256, @entries_before, @entries_after, @entries_entering,
    @entries_leaving, @entries_queued, @recent_before, @recent_after, @notes
)
