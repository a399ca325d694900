-- When a clinician last got another summary than the one named.
-- Parameters: @recipient_id text, @summary_id text
-- Columns: sent_on
select max(sent_on) as sent_on
from hand_offs
where recipient_id = @recipient_id and summary_id <> @summary_id
