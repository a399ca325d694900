-- Where the entries wait that leave the queue.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_released as
select entry_id, due_date from entries where 1 = 0
