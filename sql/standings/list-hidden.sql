-- Measures at sites that are silent by a decision.
-- Parameters: none
-- Columns: measure, site
select d.measure, d.site
from standing_decisions as d
group by d.measure, d.site
having not exists (select 1 from shown_parts as h where h.measure = d.measure and h.site = d.site)
order by d.measure, d.site
