-- Gives an entry back, if that page has it; whatever page has it where none is named.
-- Parameters: @entry_id text, @user_id text, @page text
-- Columns: none
delete from claims where entry_id = @entry_id and user_id = @user_id and (cast(@page as text) is null or page = @page)
