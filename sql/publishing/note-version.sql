-- Keeps by which version of the rules a part is published, unless it was before.
-- Parameters: @measure text, @site text, @measure_version integer, @measure_sha256 text, @sets_sha256 text, @lexicon_sha256 text, @run_id text, @as_of date
-- Columns: none
insert into rule_versions (measure, site, measure_version, measure_sha256, sets_sha256, lexicon_sha256, first_run_id, first_as_of)
values (@measure, @site, @measure_version, @measure_sha256, @sets_sha256, @lexicon_sha256, @run_id, @as_of)
on conflict (measure, site, measure_sha256, sets_sha256, lexicon_sha256) do nothing
