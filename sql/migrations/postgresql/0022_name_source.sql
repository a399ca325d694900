-- A run whose input is made of a site's own data first.

ALTER TABLE runs ADD COLUMN source text;      -- the mapping; null: the input is there
ALTER TABLE runs ADD COLUMN source_from text; -- a folder, or a database without a password; null: the database that the mapping names
