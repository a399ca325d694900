-- Raises an alarm, unless the same is raised already: two processes that look at once raise it once.
-- Parameters: @kind text, @subject text, @detail text, @tier_one integer, @now instant, @escalates_at instant
-- Columns: alarm_id
insert into alarms (kind, subject, detail, tier_one, raised_at, escalates_at)
values (@kind, @subject, @detail, @tier_one, @now, @escalates_at)
on conflict (kind, subject) where resolved_at is null do nothing
returning alarm_id
