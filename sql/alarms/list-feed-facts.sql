-- How far each feed reached, in the runs that the published list comes from.
-- Parameters: none
-- Columns: feed, site, code_system, covered_to, allowed_lag_days
select feed, site, code_system, max(covered_to) as covered_to, max(allowed_lag_days) as allowed_lag_days
from run_feeds
where run_id in (select run_id from publications)
group by feed, site, code_system
order by feed, site, code_system
