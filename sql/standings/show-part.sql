-- Shows a measure at a site: to all ('') or to a panel.
-- Parameters: @measure text, @site text, @panel text
-- Columns: none
insert into shown_parts (measure, site, panel) values (@measure, @site, @panel)
