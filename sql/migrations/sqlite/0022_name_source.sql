-- A run whose input is made of a site's own data first.

ALTER TABLE runs ADD COLUMN source TEXT;      -- the mapping; null: the input is there
ALTER TABLE runs ADD COLUMN source_from TEXT; -- a folder, or a database without a password; null: the database that the mapping names
