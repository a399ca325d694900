-- Uses up a recovery code; of two who bring the same one gets nothing.
-- Parameters: @user_id text, @code_sha256 text
-- Columns: user_id
delete from recovery_codes where user_id = @user_id and code_sha256 = @code_sha256
returning user_id
