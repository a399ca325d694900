-- What a run's feeds covered.
-- Parameters: @run_id text
-- Columns: feed, site, code_system, covered_from, covered_to, allowed_lag_days
select feed, site, code_system, covered_from, covered_to, allowed_lag_days
from run_feeds
where run_id = @run_id
order by feed, site, code_system, covered_from
