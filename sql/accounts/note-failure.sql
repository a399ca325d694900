-- A wrong password; from @most of them in a row on the person waits until @locked_until.
-- Parameters: @user_id text, @most integer, @locked_until instant
-- Columns: none
update users
set failures = failures + 1, locked_until = case when failures + 1 >= @most then @locked_until else locked_until end
where user_id = @user_id
