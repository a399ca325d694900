-- Sentences that came with a dispute are no longer asked when it is withdrawn.
-- Parameters: @entry_id text, @request_id text, @at instant
-- Columns: none
update regression_sentences set removed_at = @at
where removed_at is null and dispute_id in (select d.dispute_id from disputes as d where d.entry_id = @entry_id and d.request_id = @request_id)
