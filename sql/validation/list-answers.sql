-- What people said of the cases of a sample, in the order of answering.
-- Parameters: @sample_id integer
-- Columns: ordinal, user_id, answer, cause, settles
select ordinal, user_id, answer, cause, settles from validation_answers where sample_id = @sample_id order by ordinal, number
