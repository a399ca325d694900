-- Accounts that a provider of single sign-on vouches for, and what proves a person besides a password.

CREATE TABLE provider_accounts (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (user_id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,      -- what the issuer calls the person, for ever
    checked_at TEXT NOT NULL,        -- when the issuer last said that this person belongs
    refresh_token TEXT,                     -- sealed with the keys that seal sessions; null: the issuer gave none
    UNIQUE (issuer, subject)
) STRICT;

-- Time-based one-time codes (RFC 6238).
CREATE TABLE code_keys (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (user_id),
    sealed_key TEXT NOT NULL,               -- sealed with the keys that seal sessions
    last_step INTEGER NOT NULL               -- codes up to this step are used up
) STRICT;

-- Each is good once; only its hash is kept.
CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES code_keys (user_id) ON DELETE CASCADE,
    code_sha256 TEXT NOT NULL,
    PRIMARY KEY (user_id, code_sha256)
) STRICT;
