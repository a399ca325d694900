-- The patients of panels that a pilot is shown to.
-- Parameters: none
-- Columns: patient_id, panel
select p.patient_id, p.panel
from people as p
where p.panel in (select h.panel from shown_parts as h where h.panel <> '')
