-- Shows nothing of a measure at a site from now on.
-- Parameters: @measure text, @site text
-- Columns: none
delete from shown_parts where measure = @measure and site = @site
