-- Stops a measure, a tier of it, or what rests on a concept; at one site, or at all.
-- Parameters: @measure text, @tier integer, @concept text, @site text, @reason text, @paused_by text, @role text, @paused_at instant
-- Columns: none
insert into pauses (measure, tier, concept, site, reason, paused_by, role, paused_at)
values (@measure, @tier, @concept, @site, @reason, @paused_by, @role, @paused_at)
