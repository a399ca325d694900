-- Messages whose time has come, in the order in which a channel is to hear them: of one alarm, none before an earlier one was delivered.
-- Parameters: @now instant, @limit integer
-- Columns: message_id, alarm_id, event, channel, attempts, kind, subject, detail, tier_one, raised_at
select m.message_id, m.alarm_id, m.event, m.channel, m.attempts, a.kind, a.subject, a.detail, a.tier_one, a.raised_at
from alarm_messages m
join alarms a on a.alarm_id = m.alarm_id
where m.state = 'waiting' and m.not_before <= @now and (m.claimed_until is null or m.claimed_until <= @now)
    and not exists (
        select 1 from alarm_messages earlier
        where earlier.alarm_id = m.alarm_id and earlier.channel = m.channel and earlier.state = 'waiting' and earlier.message_id < m.message_id)
order by m.message_id
limit @limit
