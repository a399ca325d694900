-- Whether a link is still good, and whose it is.
-- Parameters: @token_sha256 text, @now instant
-- Columns: user_id
select user_id from sign_in_links where token_sha256 = @token_sha256 and used_at is null and expires_at > @now
