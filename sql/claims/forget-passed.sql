-- Forgets what a person went past before an instant.
-- Parameters: @user_id text, @before instant
-- Columns: none
delete from passed_entries where user_id = @user_id and passed_at < @before
