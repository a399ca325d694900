-- All who may sign in, and who might once, by name.
-- Parameters: none
-- Columns: user_id, name, display_name, role, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at
select user_id, name, display_name, role, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at
from users
order by name
