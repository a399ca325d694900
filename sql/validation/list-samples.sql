-- Samples of a measure at a site, or of all; the newest first.
-- Parameters: @measure text, @site text
-- Columns: sample_id, measure, site, kind, seed, asked_by, role, asked_at, drawn_at, run_id, as_of, measure_version, measure_sha256, sets_sha256, lexicon_sha256, settled_at, ended_at, ended_by, problem, problem_at
select sample_id, measure, site, kind, seed, asked_by, role, asked_at, drawn_at, run_id, as_of, measure_version, measure_sha256, sets_sha256, lexicon_sha256, settled_at, ended_at, ended_by, problem, problem_at
from validation_samples
where cast(@measure as text) is null or (measure = @measure and site = @site)
order by sample_id desc
