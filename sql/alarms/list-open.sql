-- Alarms whose condition lasts, the oldest first.
-- Parameters: none
-- Columns: alarm_id, kind, subject, detail, tier_one, raised_at, escalates_at, escalated_at, acknowledged_at, acknowledged_by, resolved_at
select alarm_id, kind, subject, detail, tier_one, raised_at, escalates_at, escalated_at, acknowledged_at, acknowledged_by, resolved_at
from alarms
where resolved_at is null
order by alarm_id
