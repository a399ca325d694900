-- Where the members of published tables wait.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_counted as select gap_id, counted, early from quality_cases where 1 = 0
