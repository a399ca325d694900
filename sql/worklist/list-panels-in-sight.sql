-- Panels to choose from: those of somebody whom the person sees.
-- Parameters: @limit integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: panel
select d.panel
from (select distinct panel from people where panel is not null) as d
where exists (
    select 1
    from people as p
    inner join (
-- from sight/entries.sql
    ) as e on e.patient_now = p.patient_id
    where p.panel = d.panel
)
order by d.panel
limit @limit
