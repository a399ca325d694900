-- Everything that a run counted.
-- Parameters: @run_id text
-- Columns: subject, item, amount
select subject, item, amount
from run_counts
where run_id = @run_id
order by subject, item
