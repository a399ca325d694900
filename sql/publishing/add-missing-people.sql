-- A row for each patient of this publication of whom no source says who that is, in the order of the table's indexes.
-- Parameters: none
-- Columns: none
insert into people (patient_id, searched)
select distinct s.patient_now, ' ' || lower(s.patient_now)
from staged_entries as s
where not exists (select 1 from people as p where p.patient_id = s.patient_now)
order by 1
