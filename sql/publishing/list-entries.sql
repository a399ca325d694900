-- All entries, patient by patient in UTF-8 order: what runs found, and of people's half what the state goes by.
-- Parameters: none
-- Columns: entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier,
-- priority, index_date, due_date, covered_to, provider_id, episode, news, reopenings, memory, merged_into, first_seen, decision,
-- on_episode, on_news, on_reopenings, returns_on, revision, expects, queued_since, released_on, assignee
select
    entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier,
    priority, index_date, due_date, covered_to, provider_id, episode, news, reopenings, memory, merged_into, first_seen, decision,
    on_episode, on_news, on_reopenings, returns_on, revision, expects, queued_since, released_on, assignee
from entries
order by patient_id, pathway, number
