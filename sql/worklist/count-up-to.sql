-- How many entries a filter keeps, or how many patients have such entries; counted no further than to @most.
-- Parameters: @today date, @measure text, @pathway text, @tier integer, @site text, @assignee text, @patient text, @finding text, @clinician text,
--             @panel text, @since date, @came instant, @word_from text, @word_to text, @also_1_from text, @also_1_to text, @also_2_from text, @also_2_to text,
--             @also_3_from text, @also_3_to text, @after_tier integer, @after_back integer, @after_day date, @after_word text, @after_name text,
--             @after_patient text, @after_id text, @limit integer, @most integer,
--             @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entries
select count(*) as entries
from (
    select 1 as found
    from (
        select patient_now
        from (
-- from worklist/match-entries.sql
        ) as ways
        limit @limit
    ) as matching
    group by patient_now -- if by-patient
    limit @most
) as found
