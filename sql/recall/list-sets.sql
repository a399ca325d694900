-- Value sets, each by its own content, that something was published by, and for which measures, the newest first.
-- Parameters: none
-- Columns: name, set_sha256, measure, first_as_of
select s.name, s.set_sha256, v.measure, min(v.first_as_of) as first_as_of
from rule_value_sets as s
inner join rule_versions as v on v.sets_sha256 = s.sets_sha256
group by s.name, s.set_sha256, v.measure
order by min(v.first_as_of) desc, s.name, s.set_sha256, v.measure
