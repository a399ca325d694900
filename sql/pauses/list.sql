-- What was stopped, what holds first, then the newest first.
-- Parameters: @limit integer
-- Columns: pause_id, measure, tier, concept, site, reason, paused_by, role, paused_at, ended_by, ended_role, ended_at, end_reason
select pause_id, measure, tier, concept, site, reason, paused_by, role, paused_at, ended_by, ended_role, ended_at, end_reason
from pauses
order by case when ended_at is null then 0 else 1 end, pause_id desc
limit @limit
