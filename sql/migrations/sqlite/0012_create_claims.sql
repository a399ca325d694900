-- Who has which entry open, so that no two people work on one; and what happened since a person was here.

-- One row an entry that was opened lately. It holds until its time is over, or the person leaves.
CREATE TABLE claims (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES entries (entry_id),
    user_id TEXT NOT NULL REFERENCES users (user_id),
    page TEXT NOT NULL,                     -- the page that holds it: leaving another one gives nothing back
    since TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;

-- What a person went past without deciding, so that "next" leads on.
CREATE TABLE passed_entries (
    user_id TEXT NOT NULL REFERENCES users (user_id),
    entry_id TEXT NOT NULL REFERENCES entries (entry_id),
    passed_at TEXT NOT NULL,
    PRIMARY KEY (user_id, entry_id)
) STRICT;

-- What happened since an instant.
CREATE INDEX entry_events_by_time ON entry_events (at);
