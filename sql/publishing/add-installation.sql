-- A fact about this database, unless it is known.
-- Parameters: @name text, @value text
-- Columns: none
insert into installation (name, value) values (@name, @value) on conflict (name) do nothing
