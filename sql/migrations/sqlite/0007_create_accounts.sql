-- People who may sign in, and the links with which they do so once.

-- role: reviewer, clinician, administrator. A session holds the stamp; whatever should end it changes the stamp.
CREATE TABLE users (
    user_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,            -- what is typed to sign in, in lower case
    display_name TEXT NOT NULL,             -- as it stands in histories
    role TEXT NOT NULL,
    password_hash TEXT,                     -- null: none set yet, so only a link lets this person in
    stamp TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,         -- wrong passwords in a row
    locked_until TEXT,
    disabled_at TEXT,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    seen_at TEXT                              -- up to when this person has seen what is new
) STRICT;

-- A link is good for one sign-in; only the hash of what it holds is kept.
CREATE TABLE sign_in_links (
    token_sha256 TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at text
) STRICT;
