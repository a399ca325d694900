-- The facts about this database that publication goes by.
-- Parameters: none
-- Columns: name, value
select name, value from installation where name in ('entry_key', 'publication', 'last_publication')
