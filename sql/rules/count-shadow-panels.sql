-- How many patients come and go by panel, as far as somebody may see them.
-- Parameters: @shadow_id text, @silent integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: panel, entering, leaving
select
    coalesce(s.panel, '') as panel, count(distinct case when r.change = 'enters' then r.patient_id end) as entering, count(distinct case when r.change = 'leaves' then r.patient_id end) as leaving
from (
-- from sight/shadow-rows.sql
) as r
inner join shadow_rows as s on s.shadow_id = r.shadow_id and s.ordinal = r.ordinal
where r.shadow_id = @shadow_id and r.change in ('enters', 'leaves')
group by coalesce(s.panel, '')
order by panel
