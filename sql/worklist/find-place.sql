-- By what an entry's patient has a place in the orders that go by patients; of those who are looked for, also the word that finds the patient.
-- Parameters: @entry_id text, @word_from text, @word_to text, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: name_key, patient_id, word
select
    p.name_key, p.patient_id,
    (select min(w.word) from people_words as w where w.patient_id = p.patient_id and w.word >= @word_from and w.word < @word_to) as word
from (
-- from sight/entries.sql
) as e
inner join people as p on p.patient_id = e.patient_now
where e.entry_id = @entry_id
