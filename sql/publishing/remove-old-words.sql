-- Removes the words of patients who are found by others from now on.
-- Parameters: none
-- Columns: none
delete from people_words
where patient_id in (
    select s.patient_id from staged_people as s inner join people as p on p.patient_id = s.patient_id where p.searched <> s.searched)
