-- Adds a sentence that a candidate reads otherwise.
-- Parameters: @shadow_id text, @sentence_id integer, @before text, @after text
-- Columns: none
insert into shadow_sentences (shadow_id, sentence_id, before, after) values (@shadow_id, @sentence_id, @before, @after)
