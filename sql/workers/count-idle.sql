-- How many units more could be worked on at once, by all workers together.
-- Parameters: none
-- Columns: units
select cast(coalesce(sum(threads), 0) as bigint) - (select count(*) from run_partitions where state = 'running') as units
from workers
where state = 'working'
