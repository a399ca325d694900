-- What would differ, counted, as far as somebody may see the patients.
-- Parameters: @shadow_id text, @silent integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: measure, site, change, cause, tier, amount
select r.measure, r.site, r.change, r.cause, coalesce(r.tier_after, r.tier_before) as tier, count(*) as amount
from (
-- from sight/shadow-rows.sql
) as r
where r.shadow_id = @shadow_id
group by r.measure, r.site, r.change, r.cause, coalesce(r.tier_after, r.tier_before)
order by r.measure, r.site, r.change, r.cause, tier
