-- When a clinician last got another summary than the one named; what was undone at once did not go out.
-- Parameters: @recipient_id text, @summary_id text
-- Columns: sent_on
select max(h.sent_on) as sent_on
from hand_offs as h
where
    h.recipient_id = @recipient_id
    and h.summary_id <> @summary_id
    and not exists (
        select 1
        from bulk_items as i
        where i.bulk_id = substr(h.summary_id, 5) and i.entry_id = h.entry_id and i.undo_outcome = 'done'
    )
