-- Asks for a sample: the next run that publishes the measure at the site draws it.
-- Parameters: @measure text, @site text, @kind text, @seed text, @asked_by text, @role text, @asked_at instant
-- Columns: none
insert into validation_samples (measure, site, kind, seed, asked_by, role, asked_at)
values (@measure, @site, @kind, @seed, @asked_by, @role, @asked_at)
