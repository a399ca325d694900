-- Keeps an answer.
-- Parameters: @sample_id integer, @ordinal integer, @number integer, @user_id text, @role text, @answer text, @cause text, @settles integer, @answered_at instant
-- Columns: none
insert into validation_answers (sample_id, ordinal, number, user_id, role, answer, cause, settles, answered_at)
values (@sample_id, @ordinal, @number, @user_id, @role, @answer, @cause, @settles, @answered_at)
