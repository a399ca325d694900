-- Holds an entry longer, as long as the page that took it has it.
-- Parameters: @entry_id text, @user_id text, @page text, @now instant, @until instant
-- Columns: none
update claims set until = @until where entry_id = @entry_id and user_id = @user_id and page = @page and until > @now
