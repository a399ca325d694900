-- Changes a person's role, or whether the person may sign in, and ends all sessions.
-- Parameters: @user_id text, @role text, @disabled_at instant, @stamp text
-- Columns: none
update users set role = @role, disabled_at = @disabled_at, stamp = @stamp where user_id = @user_id
