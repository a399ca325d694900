-- Keeps what was sent to a clinician.
-- Parameters: @entry_id text, @request_id text, @step text, @episode integer, @recipient_id text, @recipient_name text, @channel text, @message text,
--             @summary_id text, @data_up_to date, @confirmed text, @sent_by text, @sent_at instant, @sent_on date
-- Columns: none
insert into hand_offs (
    entry_id, request_id, step, episode, recipient_id, recipient_name, channel, message, summary_id, data_up_to, confirmed, sent_by, sent_at, sent_on)
values (
    @entry_id, @request_id, @step, @episode, @recipient_id, @recipient_name, @channel, @message, @summary_id, @data_up_to, @confirmed, @sent_by,
    @sent_at, @sent_on)
