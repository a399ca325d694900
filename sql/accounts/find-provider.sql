-- What vouches for an account, by the account or by what the issuer calls the person; the others are null.
-- Parameters: @user_id text, @issuer text, @subject text
-- Columns: user_id, issuer, subject, checked_at, refresh_token
select user_id, issuer, subject, checked_at, refresh_token
from provider_accounts
where user_id = @user_id or (issuer = @issuer and subject = @subject)
