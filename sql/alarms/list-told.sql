-- The channels that know of an alarm, or are about to.
-- Parameters: @alarm_id integer
-- Columns: channel
select distinct channel
from alarm_messages
where alarm_id = @alarm_id and state <> 'dropped'
order by channel
