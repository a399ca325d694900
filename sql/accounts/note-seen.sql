-- A person has seen what is new, up to an instant.
-- Parameters: @user_id text, @seen_at instant
-- Columns: none
update users set seen_at = @seen_at where user_id = @user_id and (seen_at is null or seen_at < @seen_at)
