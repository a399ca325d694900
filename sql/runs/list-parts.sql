-- The parts of a run: measure and site, and what became of them.
-- Parameters: @run_id text
-- Columns: measure, site, state, guard, detail, decided_by, decided_at, decision_reason
select measure, site, state, guard, detail, decided_by, decided_at, decision_reason
from run_parts
where run_id = @run_id
order by measure, site
