-- Adds a link with which a person signs in once.
-- Parameters: @token_sha256 text, @user_id text, @created_at instant, @expires_at instant
-- Columns: none
insert into sign_in_links (token_sha256, user_id, created_at, expires_at) values (@token_sha256, @user_id, @created_at, @expires_at)
