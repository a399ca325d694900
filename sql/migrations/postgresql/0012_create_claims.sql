-- Who has which entry open, so that no two people work on one; and what happened since a person was here.

-- One row an entry that was opened lately. It holds until its time is over, or the person leaves.
CREATE TABLE claims (
    entry_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES entries (entry_id),
    user_id text COLLATE "C" NOT NULL REFERENCES users (user_id),
    page text NOT NULL,                     -- the page that holds it: leaving another one gives nothing back
    since timestamptz NOT NULL,
    until timestamptz NOT NULL
);

-- What a person went past without deciding, so that "next" leads on.
CREATE TABLE passed_entries (
    user_id text COLLATE "C" NOT NULL REFERENCES users (user_id),
    entry_id text COLLATE "C" NOT NULL REFERENCES entries (entry_id),
    passed_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, entry_id)
);

-- What happened since an instant.
CREATE INDEX entry_events_by_time ON entry_events (at);
