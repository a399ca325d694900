-- When pilots came to which panels, of all decisions, and when each decision was followed by another.
-- Parameters: none
-- Columns: decision_id, measure, site, panel, from_day, seed, ended_at
select
    s.decision_id, d.measure, d.site, s.panel, s.from_day, s.seed,
    (select min(n.decided_at) from standing_decisions as n where n.measure = d.measure and n.site = d.site and n.decision_id > d.decision_id) as ended_at
from standing_steps as s
inner join standing_decisions as d on d.decision_id = s.decision_id
order by s.decision_id, s.from_day, s.panel
