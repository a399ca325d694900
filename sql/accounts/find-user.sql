-- One person, by id or by name; the other of the two is null.
-- Parameters: @user_id text, @name text
-- Columns: user_id, name, display_name, role, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at
select user_id, name, display_name, role, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at
from users
where user_id = @user_id or name = @name
