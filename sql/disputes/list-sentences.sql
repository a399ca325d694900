-- All sentences whose reading is asked before a lexicon is put in force; read by the program, shown to nobody.
-- Parameters: none
-- Columns: sentence_id, kind, sentence, added_at
select sentence_id, kind, sentence, added_at from regression_sentences where removed_at is null order by sentence_id
