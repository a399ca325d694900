-- Notes that an issuer vouches for an account.
-- Parameters: @user_id text, @issuer text, @subject text, @checked_at instant, @refresh_token text
-- Columns: none
insert into provider_accounts (user_id, issuer, subject, checked_at, refresh_token) values (@user_id, @issuer, @subject, @checked_at, @refresh_token)
