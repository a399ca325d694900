-- An entry has half a decision (no disposition, person, day or counters): something wrote past the program; restore a backup, or report it.
-- Parameters: none
-- Columns: entry_id
select entry_id
from entries
where
    (decision is null and (reason is not null or returns_on is not null or decided_by is not null))
    or (
        decision is not null
        and (
            reason is null or decided_by is null or decided_at is null or decided_on is null
            or on_episode is null or on_news is null or on_reopenings is null))
order by entry_id
limit 100
