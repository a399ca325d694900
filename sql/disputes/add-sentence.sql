-- Adds a sentence of one entry, which was found in sight before.
-- Parameters: @entry_id text, @dispute_id integer, @kind text, @sentence text, @added_by text, @added_at instant
-- Columns: none
insert into regression_sentences (entry_id, dispute_id, kind, sentence, added_by, added_at)
select @entry_id, @dispute_id, @kind, @sentence, @added_by, @added_at
where not exists (
    select 1 from regression_sentences as s where s.entry_id = @entry_id and s.kind = @kind and s.sentence = @sentence and s.removed_at is null
)
