-- How many patients have a word that begins like that; counted no further than a limit.
-- Parameters: @word_from text, @word_to text, @limit integer
-- Columns: patients
select count(*) as patients
from (select 1 as found from people_words where word >= @word_from and word < @word_to limit @limit) as found
