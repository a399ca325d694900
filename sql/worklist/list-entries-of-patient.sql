-- All entries of the patient of an entry, that one too, with their states on a day.
-- Parameters: @entry_id text, @today date, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority, index_date,
--         due_date, covered_to, provider_id, episode, news, reopenings, merged_into, first_seen, decision, reason, expects, on_episode, on_news,
--         on_reopenings, returns_on, attempts, note, assignee, decided_by, decided_at, decided_on, revision, due_key, state_before, state_lapsed,
--         state, unconfirmed, paused
select *
from (
-- from worklist/entry-rows.sql
) as e
where e.patient_now = (select mine.patient_now from entries as mine where mine.entry_id = @entry_id)
order by e.pathway, e.number, e.entry_id
