-- Adds a code with which a person signs in once instead of a one-time code.
-- Parameters: @user_id text, @code_sha256 text
-- Columns: none
insert into recovery_codes (user_id, code_sha256) values (@user_id, @code_sha256)
