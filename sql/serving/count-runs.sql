-- How many runs are in each state.
-- Parameters: none
-- Columns: state, runs
select state, count(*) as runs
from runs
group by state
order by state
