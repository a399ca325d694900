-- What the source says of listed patients was written.
-- Parameters: none
-- Columns: none
drop table if exists staged_people
