-- The rules that runs of the list went by, those of the last run first: how many runs, from when to when, and the last of them.
-- Parameters: none
-- Columns: rules_sha256, lexicon_sha256, runs, first_at, last_at, first_as_of, last_as_of, last_run
select
    r.rules_sha256, r.lexicon_sha256, count(*) as runs, min(r.requested_at) as first_at, max(r.requested_at) as last_at, min(r.as_of) as first_as_of,
    max(r.as_of) as last_as_of,
    (
        select l.run_id from runs as l
        where l.rules_sha256 = r.rules_sha256 and l.lexicon_sha256 = r.lexicon_sha256 and l.started_at is not null
        order by l.requested_at desc, l.run_id desc limit 1
    ) as last_run
from runs as r
where r.started_at is not null
group by r.rules_sha256, r.lexicon_sha256
order by last_at desc, r.rules_sha256
