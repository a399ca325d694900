-- Up to when a person has seen what is new.
-- Parameters: @user_id text, @seen_at instant
-- Columns: none
update users set seen_at = @seen_at where user_id = @user_id
