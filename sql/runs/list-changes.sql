-- What changed with a run's publication, by cause.
-- Parameters: @run_id text
-- Columns: pathway, site, change, cause, amount
select pathway, site, change, cause, amount
from run_changes
where run_id = @run_id
order by pathway, site, change, cause
