-- What is shown: measures at sites, to all ('') or to a panel; as of a day, what a publication of that day shows. A part without a decision of its own is that of an
-- invented hospital ('*') or silent.
-- Parameters: @as_of date
-- Columns: measure, site, panel
select measure, site, panel from shown_parts
union
-- from conditions/due-steps.sql
order by measure, site, panel
