-- The next publication; nothing where another one came first.
-- Parameters: @expected text, @next text
-- Columns: none
update installation set value = @next where name = 'publication' and value = @expected
