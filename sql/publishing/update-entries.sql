-- What tonight's run found about entries that are there already; people's half stays as it is.
-- Parameters: @run_id text
-- Columns: none
update entries
set
    patient_now = s.patient_now, finding = s.finding, finding_since = s.finding_since, finding_cause = s.finding_cause,
    finding_reason = s.finding_reason, leader = s.leader, site = s.site, tier = s.tier, priority = s.priority, index_date = s.index_date,
    due_date = s.due_date, covered_to = s.covered_to, provider_id = s.provider_id, episode = s.episode, news = s.news,
    reopenings = s.reopenings, memory = s.memory, merged_into = s.merged_into, last_run_id = @run_id
from staged_entries s
where entries.entry_id = s.entry_id and s.is_new = 0
