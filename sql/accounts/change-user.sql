-- Changes what a person may do and about whom, or whether the person may sign in, and ends all sessions.
-- Parameters: @user_id text, @roles text, @scope text, @may_open_restricted integer, @patient_id text, @disabled_at instant, @stamp text
-- Columns: none
update users
set
    roles = @roles, scope = @scope, may_open_restricted = @may_open_restricted, patient_id = @patient_id, disabled_at = @disabled_at, stamp = @stamp
where user_id = @user_id
