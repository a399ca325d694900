-- Takes away a person's recovery codes.
-- Parameters: @user_id text
-- Columns: none
delete from recovery_codes where user_id = @user_id
