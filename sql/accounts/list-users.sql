-- All who may sign in, and who might once, by name.
-- Parameters: none
-- Columns: user_id, name, display_name, roles, scope, may_open_restricted, patient_id, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at, signed_in_at
select user_id, name, display_name, roles, scope, may_open_restricted, patient_id, password_hash, stamp, failures, locked_until, disabled_at, created_at, created_by, seen_at, signed_in_at
from users
order by name
