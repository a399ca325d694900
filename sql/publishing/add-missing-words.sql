-- The ids of patients of this publication of whom no source says who they are, to find them by. Before their rows are added, which is how they
-- are known: whoever has a row has words.
-- Parameters: none
-- Columns: none
insert into people_words (word, name_key, patient_id)
select distinct lower(s.patient_now), '', s.patient_now
from staged_entries as s
where not exists (select 1 from people as p where p.patient_id = s.patient_now)
order by 1, 3
