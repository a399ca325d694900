-- What would differ, row by row, as far as somebody may see the patients, with the entry that is there now.
-- Parameters: @shadow_id text, @change text, @measure text, @after integer, @limit integer, @silent integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: ordinal, patient_id, measure, site, change, cause, before_text, after_text, tier_before, tier_after
select r.ordinal, r.patient_id, r.measure, r.site, r.change, r.cause, r.before as before_text, r.after as after_text, r.tier_before, r.tier_after
from (
-- from sight/shadow-rows.sql
) as r
where r.shadow_id = @shadow_id and r.ordinal > @after
    and (cast(@change as text) is null or r.change = @change) and (cast(@measure as text) is null or r.measure = @measure)
order by r.ordinal
limit @limit
