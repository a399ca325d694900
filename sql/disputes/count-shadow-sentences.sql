-- How many sentences of each kind a candidate reads otherwise.
-- Parameters: @shadow_id text
-- Columns: kind, amount
select s.kind, count(*) as amount
from shadow_sentences as h
inner join regression_sentences as s on s.sentence_id = h.sentence_id
where h.shadow_id = @shadow_id and s.removed_at is null
group by s.kind
order by s.kind
