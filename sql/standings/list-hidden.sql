-- Measures at sites that are silent by a decision; as of a day, by what a publication of that day shows.
-- Parameters: @as_of date
-- Columns: measure, site
select d.measure, d.site
from standing_decisions as d
group by d.measure, d.site
having
    not exists (select 1 from shown_parts as h where h.measure = d.measure and h.site = d.site)
    and not exists (
        select 1
        from (
-- from conditions/due-steps.sql
        ) as s
        where s.measure = d.measure and s.site = d.site
    )
order by d.measure, d.site
