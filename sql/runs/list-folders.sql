-- All runs, and where their files lie or were to lie.
-- Parameters: none
-- Columns: run_id, folder, out_folder
select run_id, folder, out_folder
from runs
order by run_id
