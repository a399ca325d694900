-- What is stopped is stopped at one site, or at all of them.

ALTER TABLE pauses ADD COLUMN site TEXT; -- null: all; '' where the source names none
