-- The last time that a set of rules was held beside those in force.
-- Parameters: @set_sha256 text, @base_sha256 text
-- Columns: shadow_id, set_sha256, base_sha256, run_id, job, as_of, asked_by, ended_at, gaps_sha256, entries_before, entries_after, entries_entering,
--         entries_leaving, entries_queued, recent_before, recent_after, notes
select
    shadow_id, set_sha256, base_sha256, run_id, job, as_of, asked_by, ended_at, gaps_sha256, entries_before, entries_after, entries_entering, entries_leaving,
    entries_queued, recent_before, recent_after, notes
from shadows
where set_sha256 = @set_sha256 and base_sha256 = @base_sha256
order by ended_at desc, shadow_id desc
limit 1
