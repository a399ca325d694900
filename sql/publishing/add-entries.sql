-- Entries that are given to people for the first time.
-- Parameters: @run_id text
-- Columns: none
insert into entries (
    entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier,
    priority, index_date, due_date, covered_to, provider_id, episode, news, reopenings, memory, merged_into, first_seen, queued_since, released_on,
    last_run_id
)
select
    entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier,
    priority, index_date, due_date, covered_to, provider_id, episode, news, reopenings, memory, merged_into, first_seen, queued_since, released_on,
    cast(@run_id as text)
from staged_entries
where is_new = 1
