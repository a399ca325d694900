-- Accounts that a provider of single sign-on vouches for, and what proves a person besides a password.

CREATE TABLE provider_accounts (
    user_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users (user_id),
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,      -- what the issuer calls the person, for ever
    checked_at timestamptz NOT NULL,        -- when the issuer last said that this person belongs
    refresh_token text,                     -- sealed with the keys that seal sessions; null: the issuer gave none
    UNIQUE (issuer, subject)
);

-- Time-based one-time codes (RFC 6238).
CREATE TABLE code_keys (
    user_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users (user_id),
    sealed_key text NOT NULL,               -- sealed with the keys that seal sessions
    last_step bigint NOT NULL               -- codes up to this step are used up
);

-- Each is good once; only its hash is kept.
CREATE TABLE recovery_codes (
    user_id text COLLATE "C" NOT NULL REFERENCES code_keys (user_id) ON DELETE CASCADE,
    code_sha256 text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, code_sha256)
);
