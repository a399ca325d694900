-- From which run, and by which rules, each part of the list was last published.
-- Parameters: none
-- Columns: measure, site, as_of, measure_version, measure_sha256, sets_sha256, lexicon_sha256
select measure, site, as_of, measure_version, measure_sha256, sets_sha256, lexicon_sha256 from publications order by measure, site
