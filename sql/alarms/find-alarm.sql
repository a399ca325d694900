-- One alarm.
-- Parameters: @alarm_id integer
-- Columns: alarm_id, kind, subject, detail, tier_one, raised_at, escalates_at, escalated_at, acknowledged_at, acknowledged_by, resolved_at
select alarm_id, kind, subject, detail, tier_one, raised_at, escalates_at, escalated_at, acknowledged_at, acknowledged_by, resolved_at
from alarms
where alarm_id = @alarm_id
