-- Adds a person who may sign in; nothing where the name is taken.
-- Parameters: @user_id text, @name text, @display_name text, @roles text, @scope text, @may_open_restricted integer, @patient_id text, @stamp text, @created_at instant, @created_by text
-- Columns: user_id
insert into users (user_id, name, display_name, roles, scope, may_open_restricted, patient_id, stamp, created_at, created_by)
values (@user_id, @name, @display_name, @roles, @scope, @may_open_restricted, @patient_id, @stamp, @created_at, @created_by)
on conflict (name) do nothing
returning user_id
