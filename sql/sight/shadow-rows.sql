-- The rows of a shadow that somebody may see: as sight/entries.sql for patients who have no entry yet. What holds for one holds for the other.
-- Parameters: @silent integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: shadow_id, ordinal, patient_id, measure, site, change, cause, before, after, tier_before, tier_after
select s.shadow_id, s.ordinal, s.patient_id, s.measure, s.site, s.change, s.cause, s.before, s.after, s.tier_before, s.tier_after
from shadow_rows as s
where
    -- Of what is silent at the site nobody is told, as on the list, but who decides what goes live there.
    (
        @silent = 1
        or exists (select 1 from shown_parts as h where h.measure = s.measure and h.site = s.site and (h.panel = '' or h.panel = s.panel))
        or (exists (select 1 from shown_parts as h where h.measure = '*') and not exists (select 1 from standing_decisions as d where d.measure = s.measure and d.site = s.site))
    )
    and exists (select 1 from scope_places as w where w.scope = @scope and w.kind = 'site' and w.place = s.site) -- if sites
    and exists (select 1 from scope_places as w where w.scope = @scope and w.kind = 'panel' and w.place = s.panel) -- if panels
    and 1 = 0 -- if nobody-at-all
    and s.patient_id <> @own -- if own
    and not exists (select 1 from entries as o where o.patient_now = s.patient_id and (o.patient_id = @own or o.patient_now = @own)) -- if own
    and not (s.restricted = 1 -- if guarded
        and not exists (select 1 from record_openings as u where u.user_id = @viewer and u.patient_id = s.patient_id and u.until > @sight_at) -- if guarded opened
    ) -- if guarded
