-- What was sent about an entry, oldest first.
-- Parameters: @entry_id text
-- Columns: hand_off_id, entry_id, request_id, step, episode, recipient_id, recipient_name, channel, message, summary_id, data_up_to, confirmed, sent_by,
--         sent_at, sent_on, undone_at
select
    hand_off_id, entry_id, request_id, step, episode, recipient_id, recipient_name, channel, message, summary_id, data_up_to, confirmed, sent_by,
    sent_at, sent_on, undone_at
from hand_offs
where entry_id = @entry_id
order by hand_off_id
