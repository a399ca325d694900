-- The patients of panels that a pilot is shown to; as of a day, to which a publication of that day shows it.
-- Parameters: @as_of date
-- Columns: patient_id, panel
select p.patient_id, p.panel
from people as p
where
    p.panel in (select h.panel from shown_parts as h where h.panel <> '')
    or p.panel in (
        select s.panel
        from (
-- from conditions/due-steps.sql
        ) as s
    )
