-- Adds a sentence whose reading a blind sample settled, unless it is there already.
-- Parameters: @sample_id integer, @entry_id text, @kind text, @sentence text, @added_at instant
-- Columns: none
insert into regression_sentences (sample_id, entry_id, kind, sentence, added_by, added_at)
select @sample_id, @entry_id, @kind, @sentence, 'a blind sample', @added_at
where not exists (select 1 from regression_sentences as s where s.kind = @kind and s.sentence = @sentence and s.removed_at is null)
