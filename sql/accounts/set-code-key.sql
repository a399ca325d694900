-- Gives a person what one-time codes are made of, instead of what there was.
-- Parameters: @user_id text, @sealed_key text, @last_step integer
-- Columns: none
insert into code_keys (user_id, sealed_key, last_step) values (@user_id, @sealed_key, @last_step)
on conflict (user_id) do update set sealed_key = excluded.sealed_key, last_step = excluded.last_step
