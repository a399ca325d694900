-- Uses up the codes of a step and all before it; of two who bring the same code one gets nothing.
-- Parameters: @user_id text, @last_step integer
-- Columns: user_id
update code_keys set last_step = @last_step where user_id = @user_id and last_step < @last_step
returning user_id
