-- Runs of a job that ended before an instant, whose files nobody needs: readers see nothing of them, and no part waits for a person.
-- Parameters: @job text, @before instant
-- Columns: run_id, folder
select run_id, folder
from runs r
where job = @job and folder is not null and finished_at < @before and state not in ('queued', 'running')
    and not exists (select 1 from publications p where p.run_id = r.run_id)
    and not exists (select 1 from run_parts h where h.run_id = r.run_id and h.state = 'held')
order by run_id
