-- Entries that are given to people for the first time. Half of the indexes are in the order of ids, which are random, and half in that of
-- patients: patients in turn for one sixteenth of the ids after the other, so that what is written at a time stays in memory.
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
order by substr(entry_id, 1, 1), patient_now
