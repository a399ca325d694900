-- Held parts of other runs, which a publication of the same parts makes obsolete.
-- Parameters: @run_id text
-- Columns: run_id, measure, site
select run_id, measure, site
from run_parts
where state = 'held' and run_id <> @run_id
order by run_id, measure, site
