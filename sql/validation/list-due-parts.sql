-- Measures at sites that are live by a decision and of which no sample was asked for since an instant.
-- Parameters: @since instant
-- Columns: measure, site
select d.measure, d.site
from standing_decisions as d
where
    d.decision_id = (select max(n.decision_id) from standing_decisions as n where n.measure = d.measure and n.site = d.site)
    and d.standing = 'live' and d.measure <> '*' and d.decided_at <= @since
    and not exists (select 1 from validation_samples as v where v.measure = d.measure and v.site = d.site and v.ended_at is null and (v.asked_at > @since or v.drawn_at is null))
order by d.measure, d.site
