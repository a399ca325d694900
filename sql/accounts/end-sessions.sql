-- Ends all sessions of a person.
-- Parameters: @user_id text, @stamp text
-- Columns: none
update users set stamp = @stamp where user_id = @user_id
