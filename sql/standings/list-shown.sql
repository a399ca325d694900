-- What is shown: measures at sites, to all ('') or to a panel. A part without a decision of its own is that of an invented hospital ('*') or silent.
-- Parameters: none
-- Columns: measure, site, panel
select measure, site, panel from shown_parts order by measure, site, panel
