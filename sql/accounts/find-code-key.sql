-- What a person's one-time codes are made of.
-- Parameters: @user_id text
-- Columns: sealed_key
select sealed_key from code_keys where user_id = @user_id
