-- Sentences that a candidate reads otherwise, as far as somebody may see the entries.
-- Parameters: @shadow_id text, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: sentence_id, entry_id, kind, sentence, before_text, after_text
select s.sentence_id, s.entry_id, s.kind, s.sentence, h.before as before_text, h.after as after_text
from shadow_sentences as h
inner join regression_sentences as s on s.sentence_id = h.sentence_id
inner join (
-- from sight/entries.sql
) as e on e.entry_id = s.entry_id
where h.shadow_id = @shadow_id and s.removed_at is null
order by s.kind, s.sentence_id
