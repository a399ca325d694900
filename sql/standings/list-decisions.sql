-- What was decided about a measure at a site, the newest first.
-- Parameters: @measure text, @site text
-- Columns: decision_id, measure, site, standing, panels, basis, reason, decided_by, role, decided_at, run_id, measure_version, measure_sha256, sets_sha256, lexicon_sha256
select decision_id, measure, site, standing, panels, basis, reason, decided_by, role, decided_at, run_id, measure_version, measure_sha256, sets_sha256, lexicon_sha256
from standing_decisions
where measure = @measure and site = @site
order by decision_id desc
