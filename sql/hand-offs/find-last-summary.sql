-- When a clinician last got another summary than the one named; what was taken back did not go out.
-- Parameters: @recipient_id text, @summary_id text
-- Columns: sent_on
select max(sent_on) as sent_on
from hand_offs
where recipient_id = @recipient_id and summary_id <> @summary_id and undone_at is null
