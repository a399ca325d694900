-- Where entries wait that a publication writes; is_new is 1 of those that are not there yet.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_entries as
select
    number as is_new, entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader,
    site, tier, priority, index_date, due_date, covered_to, provider_id, episode, news, reopenings, memory, merged_into, first_seen,
    queued_since, released_on
from entries
where 1 = 0
