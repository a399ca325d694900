-- What is published, and what was ever decided about, with the decision in force; without one it is silent. Entries and gaps are counted by who may.
-- Parameters: none
-- Columns: measure, site, as_of, run_id, measure_version, measure_sha256, sets_sha256, lexicon_sha256, decision_id, standing, panels, basis, reason, decided_by,
--         role, decided_at, signed_version, signed_measure_sha256, signed_sets_sha256, signed_lexicon_sha256
select
    w.measure, w.site, p.as_of, p.run_id, p.measure_version, p.measure_sha256, p.sets_sha256, p.lexicon_sha256, d.decision_id, d.standing, d.panels, d.basis, d.reason,
    d.decided_by, d.role, d.decided_at, d.measure_version as signed_version, d.measure_sha256 as signed_measure_sha256, d.sets_sha256 as signed_sets_sha256,
    d.lexicon_sha256 as signed_lexicon_sha256
from (
    select measure, site from publications union select measure, site from standing_decisions
) as w
left join publications as p on p.measure = w.measure and p.site = w.site
left join standing_decisions as d on d.decision_id = (select max(n.decision_id) from standing_decisions as n where n.measure = w.measure and n.site = w.site)
order by w.measure, w.site
