-- A measure is shown at a site though the last decision says that it is silent, or is not shown though it says that it is: something wrote past the program;
-- decide again ('standing set', or the page).
-- Parameters: none
-- Columns: part
select d.measure || ' at ' || d.site as part
from standing_decisions as d
where
    d.decision_id = (select max(n.decision_id) from standing_decisions as n where n.measure = d.measure and n.site = d.site)
    and (d.standing = 'silent') = exists (select 1 from shown_parts as h where h.measure = d.measure and h.site = d.site)
    -- A pilot that comes to its panels one after another is shown to none before the first day.
    and not exists (select 1 from standing_steps as t where t.decision_id = d.decision_id)
union
select h.measure || ' at ' || h.site as part
from shown_parts as h
where not exists (select 1 from standing_decisions as d where d.measure = h.measure and d.site = h.site)
order by part
limit 100
