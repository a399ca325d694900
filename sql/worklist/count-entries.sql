-- How many entries there are in each state on a day, unconfirmed ones apart.
-- Parameters: @today date, @measure text, @pathway text, @tier integer, @site text, @assignee text, @patient text, @finding text, @clinician text,
--             @panel text, @since date, @came instant, @word_from text, @word_to text, @also_1_from text, @also_1_to text, @also_2_from text, @also_2_to text,
--             @also_3_from text, @also_3_to text, @after_tier integer, @after_back integer, @after_day date, @after_word text, @after_name text,
--             @after_patient text, @after_id text, @limit integer,
--             @scope text, @own text, @viewer text, @sight_at instant
-- Columns: state, entries, returned, unconfirmed
select
    state,
    count(*) as entries,
    cast(sum(returned) as bigint) as returned,
    cast(sum(unconfirmed) as bigint) as unconfirmed
from (
-- from worklist/match-entries.sql
) as matching
group by state
order by state
