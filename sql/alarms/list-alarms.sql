-- Alarms, the newest first, those that are over too.
-- Parameters: @limit integer
-- Columns: alarm_id, kind, subject, detail, tier_one, raised_at, escalates_at, escalated_at, acknowledged_at, acknowledged_by, resolved_at
select alarm_id, kind, subject, detail, tier_one, raised_at, escalates_at, escalated_at, acknowledged_at, acknowledged_by, resolved_at
from alarms
order by alarm_id desc
limit @limit
