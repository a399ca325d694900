-- What was sent to clinicians, append-only: one row an entry and message. What they answered are dispositions of the entry.
CREATE TABLE hand_offs (
    hand_off_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id text COLLATE "C" NOT NULL REFERENCES entries (entry_id),
    request_id text NOT NULL,               -- the same as of the entry's event
    step text NOT NULL,                     -- first, reminder
    episode bigint NOT NULL,                -- of the entry, when it was sent
    recipient_id text COLLATE "C" NOT NULL,
    recipient_name text NOT NULL,
    channel text NOT NULL,                  -- id in jobs/review/hand-off.yaml
    message text NOT NULL,                  -- exactly what was shown to be sent
    summary_id text,                        -- of a summary of several patients: the same in all of them
    data_up_to date NOT NULL,               -- as-of date of the oldest part that the entry rests on
    confirmed text,                         -- what the sender confirmed because the data was old; null: it was not
    sent_by text NOT NULL,
    sent_at timestamptz NOT NULL,
    sent_on date NOT NULL                   -- the day by which that person worked
);
CREATE INDEX hand_offs_by_entry ON hand_offs (entry_id, hand_off_id);
CREATE INDEX hand_offs_by_recipient ON hand_offs (recipient_id, sent_on);
