-- The run that is published.
-- Parameters: @run_id text
-- Columns: none
update installation set value = @run_id where name = 'published_run'
