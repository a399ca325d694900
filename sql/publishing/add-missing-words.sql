-- The ids of patients of this publication of whom no source says who they are, to find them by.
-- Parameters: none
-- Columns: none
insert into people_words (word, name_key, patient_id)
select distinct lower(p.patient_id), p.name_key, p.patient_id
from people as p
inner join staged_entries as s on s.patient_now = p.patient_id
where p.display_name is null and p.mrn is null
    and not exists (select 1 from people_words as w where w.patient_id = p.patient_id)
