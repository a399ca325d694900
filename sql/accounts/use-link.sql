-- Uses a link up, if it is still good; of two who try at once one gets nothing.
-- Parameters: @token_sha256 text, @now instant
-- Columns: user_id
update sign_in_links set used_at = @now
where token_sha256 = @token_sha256 and used_at is null and expires_at > @now
returning user_id
