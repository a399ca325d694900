-- Files that a run read and wrote.
-- Parameters: @run_id text
-- Columns: direction, name, table_name, bytes, rows, modified_at, sha256
select direction, name, table_name, bytes, rows, modified_at, sha256
from run_files
where run_id = @run_id
order by direction, name
