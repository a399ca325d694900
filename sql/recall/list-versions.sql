-- Versions of the rules that something was published by, the newest first.
-- Parameters: none
-- Columns: measure, site, measure_version, measure_sha256, sets_sha256, lexicon_sha256, first_as_of, said
select
    v.measure, v.site, v.measure_version, v.measure_sha256, v.sets_sha256, v.lexicon_sha256, v.first_as_of,
    (select count(*) from verdicts as d where d.version_id = v.version_id) as said
from rule_versions as v
order by v.version_id desc
