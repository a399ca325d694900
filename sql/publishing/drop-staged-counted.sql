-- Nothing waits any more.
-- Parameters: none
-- Columns: none
drop table if exists staged_counted
