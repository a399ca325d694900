-- The panels that a site's patients are in; the empty site is that of a source that names none.
-- Parameters: @site text
-- Columns: panel
select distinct panel from people where panel is not null and coalesce(site, '') = @site order by panel
