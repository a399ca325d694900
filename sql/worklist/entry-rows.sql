-- Entries with their states on a day, each computed in the way that it always is; other statements take from it the ones that they are about.
-- Parameters: @today date, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority, index_date,
--         due_date, covered_to, provider_id, episode, news, reopenings, merged_into, first_seen, decision, reason, expects, on_episode, on_news,
--         on_reopenings, returns_on, attempts, note, assignee, decided_by, decided_at, decided_on, revision, due_key, state_before, state_lapsed,
--         state, unconfirmed, paused
select
    entry_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority, index_date, due_date,
    covered_to, provider_id, episode, news, reopenings, merged_into, first_seen, decision, reason, expects, on_episode, on_news, on_reopenings,
    returns_on, attempts, note, assignee, decided_by, decided_at, decided_on, revision, due_key,
    state as state_before,
    state_lapsed,
    case when returns_on <= @today then state_lapsed else state end as state,
    case
        when expects is null or case when returns_on <= @today then state_lapsed else state end <> 'closed-by-person' then 0
        when finding in ('satisfied', 'excluded') and not exists (
            select 1 from gaps
            where gaps.entry_id = s.entry_id and gaps.status in ('closed', 'excluded') and gaps.basis_reported = 1) then 0
        else 1
    end as unconfirmed,
-- from conditions/stopped.sql
    as paused
from (
-- from sight/entries.sql
) as s
