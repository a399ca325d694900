-- A right password, or a link: wrong ones before it no longer count.
-- Parameters: @user_id text, @now instant
-- Columns: none
update users set failures = 0, locked_until = null, signed_in_at = @now where user_id = @user_id
