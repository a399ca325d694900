-- Gives a person a password and ends all sessions.
-- Parameters: @user_id text, @password_hash text, @stamp text
-- Columns: none
update users set password_hash = @password_hash, stamp = @stamp, failures = 0, locked_until = null where user_id = @user_id
