-- Shows pilots to the panels whose day has come.
-- Parameters: @as_of date
-- Columns: none
insert into shown_parts (measure, site, panel)
-- from conditions/due-steps.sql
on conflict (measure, site, panel) do nothing
