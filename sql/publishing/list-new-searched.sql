-- Patients who are found by other words than before, or for the first time, in the order of their ids.
-- Parameters: @after text, @limit integer
-- Columns: patient_id, name_key, searched
select s.patient_id, s.name_key, s.searched
from staged_people as s
left join people as p on p.patient_id = s.patient_id
where s.patient_id > @after and (p.searched is null or p.searched <> s.searched)
order by s.patient_id
limit @limit
