-- What readers see: the run that each part was last published from.
-- Parameters: none
-- Columns: measure, site, run_id, as_of, published_at, inputs_changed_at
select p.measure, p.site, p.run_id, p.as_of, p.published_at, r.inputs_changed_at
from publications p
join runs r on r.run_id = p.run_id
order by p.measure, p.site
