-- Channels that messages wait for after several attempts.
-- Parameters: @attempts integer
-- Columns: channel, messages
select channel, count(*) as messages
from alarm_messages
where state = 'waiting' and attempts >= @attempts and failure is not null
group by channel
order by channel
