-- Keeps a decision about a measure at a site.
-- Parameters: @measure text, @site text, @standing text, @panels text, @basis text, @reason text, @decided_by text, @role text, @decided_at instant, @run_id text,
--             @measure_version integer, @measure_sha256 text, @sets_sha256 text, @lexicon_sha256 text, @sample_id integer
-- Columns: decision_id
insert into standing_decisions (measure, site, standing, panels, basis, reason, decided_by, role, decided_at, run_id, measure_version, measure_sha256, sets_sha256, lexicon_sha256, sample_id)
values (@measure, @site, @standing, @panels, @basis, @reason, @decided_by, @role, @decided_at, @run_id, @measure_version, @measure_sha256, @sets_sha256, @lexicon_sha256, @sample_id)
returning decision_id
