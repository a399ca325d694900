-- The publication is over.
-- Parameters: none
-- Columns: none
drop table if exists staged_released
