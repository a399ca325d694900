-- Takes away what a person's one-time codes are made of, with the recovery codes.
-- Parameters: @user_id text
-- Columns: user_id
delete from code_keys where user_id = @user_id
returning user_id
