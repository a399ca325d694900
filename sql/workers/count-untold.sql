-- For how many threads of all workers nobody was told of a run. Whoever was told goes on with it by himself until its end.
-- Parameters: @run_id text
-- Columns: threads
select cast(coalesce(sum(threads), 0) as bigint) - (select count(*) from run_partitions where run_id = @run_id and sent_at is not null) as threads
from workers
where state = 'working'
