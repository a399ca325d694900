-- The issuer said that the person still belongs.
-- Parameters: @user_id text, @checked_at instant, @refresh_token text
-- Columns: none
update provider_accounts set checked_at = @checked_at, refresh_token = @refresh_token where user_id = @user_id
