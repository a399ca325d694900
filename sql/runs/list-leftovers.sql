-- Runs that ended without a result and whose folder was not yet removed.
-- Parameters: none
-- Columns: run_id, folder
select run_id, folder
from runs
where state in ('failed', 'cancelled') and folder is not null
order by run_id
