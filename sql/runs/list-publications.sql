-- What readers see: the run that each part was last published from, and by which rules.
-- Parameters: none
-- Columns: measure, site, run_id, as_of, published_at, inputs_changed_at, measure_version, measure_sha256, sets_sha256, lexicon_sha256
select p.measure, p.site, p.run_id, p.as_of, p.published_at, r.inputs_changed_at, p.measure_version, p.measure_sha256, p.sets_sha256, p.lexicon_sha256
from publications p
join runs r on r.run_id = p.run_id
order by p.measure, p.site
