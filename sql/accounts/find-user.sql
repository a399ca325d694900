-- One person, by id or by name; the other of the two is null.
-- Parameters: @user_id text, @name text
-- Columns: user_id, name, display_name, roles, scope, may_open_restricted, patient_id, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at, signed_in_at
select user_id, name, display_name, roles, scope, may_open_restricted, patient_id, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at, signed_in_at
from users
where user_id = @user_id or name = @name
