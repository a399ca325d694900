-- What was sent to clinicians, append-only: one row an entry and message. What they answered are dispositions of the entry.
CREATE TABLE hand_offs (
    hand_off_id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL REFERENCES entries (entry_id),
    request_id TEXT NOT NULL,               -- the same as of the entry's event
    step TEXT NOT NULL,                     -- first, reminder
    episode INTEGER NOT NULL,                -- of the entry, when it was sent
    recipient_id TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    channel TEXT NOT NULL,                  -- id in jobs/review/hand-off.yaml
    message TEXT NOT NULL,                  -- exactly what was shown to be sent
    summary_id TEXT,                        -- of a summary of several patients: the same in all of them
    data_up_to TEXT NOT NULL,               -- as-of date of the oldest part that the entry rests on
    confirmed TEXT,                         -- what the sender confirmed because the data was old; null: it was not
    sent_by TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    sent_on TEXT NOT NULL                   -- the day by which that person worked
) STRICT;
CREATE INDEX hand_offs_by_entry ON hand_offs (entry_id, hand_off_id);
CREATE INDEX hand_offs_by_recipient ON hand_offs (recipient_id, sent_on);
