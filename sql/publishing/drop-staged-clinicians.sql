-- Those who may be responsible for patients were written.
-- Parameters: none
-- Columns: none
drop table if exists staged_clinicians
