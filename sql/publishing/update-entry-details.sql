-- What tonight's run found about entries that are there already, as far as no index holds it.
-- Parameters: @run_id text
-- Columns: none
update entries
set
    finding_since = s.finding_since, finding_cause = s.finding_cause, finding_reason = s.finding_reason, priority = s.priority,
    covered_to = s.covered_to, provider_id = s.provider_id, memory = s.memory, last_run_id = @run_id
from staged_entries s
where entries.entry_id = s.entry_id and s.is_new = 0
