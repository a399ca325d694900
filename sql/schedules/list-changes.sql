-- A schedule's history, the newest first.
-- Parameters: @job text, @limit integer
-- Columns: change_id, job, at, kind, changed_by, reason, detail, schedule
select change_id, job, at, kind, changed_by, reason, detail, schedule
from schedule_changes
where job = @job
order by change_id desc
limit @limit
