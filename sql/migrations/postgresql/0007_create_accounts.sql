-- People who may sign in, and the links with which they do so once.

-- role: reviewer, clinician, administrator. A session holds the stamp; whatever should end it changes the stamp.
CREATE TABLE users (
    user_id text COLLATE "C" NOT NULL PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,            -- what is typed to sign in, in lower case
    display_name text NOT NULL,             -- as it stands in histories
    role text NOT NULL,
    password_hash text,                     -- null: none set yet, so only a link lets this person in
    stamp text NOT NULL,
    failures bigint NOT NULL DEFAULT 0,         -- wrong passwords in a row
    locked_until timestamptz,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    seen_at timestamptz                              -- up to when this person has seen what is new
);

-- A link is good for one sign-in; only the hash of what it holds is kept.
CREATE TABLE sign_in_links (
    token_sha256 text COLLATE "C" NOT NULL PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES users (user_id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
