-- Changed rules beside those in force: what somebody proposes, what it would do to the list, and what was put in force when and by whom.

-- Files of rules, each content once.
CREATE TABLE rule_contents (
    sha256 TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

-- All files of a set of rules; its hash is over paths and contents.
CREATE TABLE rule_set_files (
    set_sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES rule_contents (sha256),
    PRIMARY KEY (set_sha256, path)
) STRICT;

-- What somebody proposes under a name: added, never changed; of one name the last counts.
CREATE TABLE candidates (
    candidate_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    set_sha256 TEXT NOT NULL,
    base_sha256 TEXT NOT NULL,              -- the rules that were in force
    author_id TEXT NOT NULL REFERENCES users (user_id),
    what TEXT NOT NULL,                     -- what is different, for people
    at TEXT NOT NULL
) STRICT;
CREATE INDEX candidates_by_name ON candidates (name, candidate_id);

-- A candidate and the rules in force applied to the same data, and nothing published.
CREATE TABLE shadows (
    shadow_id TEXT NOT NULL PRIMARY KEY,
    set_sha256 TEXT NOT NULL,
    base_sha256 TEXT NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (run_id),  -- whose input it read again
    job TEXT NOT NULL,
    as_of TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    gaps_sha256 TEXT NOT NULL,              -- of gaps.parquet, as the candidate makes it
    entries_before INTEGER NOT NULL,        -- open, found by the rules in force
    entries_after INTEGER NOT NULL,
    entries_entering INTEGER NOT NULL,
    entries_leaving INTEGER NOT NULL,
    entries_queued INTEGER NOT NULL,        -- of those entering: that wait in the queue
    recent_before INTEGER NOT NULL,         -- open with a finding of the last 13 weeks
    recent_after INTEGER NOT NULL,
    notes TEXT NOT NULL
) STRICT;
CREATE INDEX shadows_by_set ON shadows (set_sha256, base_sha256, ended_at);

-- What would differ, a row a patient and measure.
CREATE TABLE shadow_rows (
    shadow_id TEXT NOT NULL REFERENCES shadows (shadow_id),
    ordinal INTEGER NOT NULL,
    patient_id TEXT NOT NULL,
    measure TEXT NOT NULL,
    site TEXT NOT NULL,
    panel TEXT,
    restricted INTEGER NOT NULL,
    change TEXT NOT NULL,                   -- enters, leaves, tier, wording
    cause TEXT NOT NULL,                    -- measure, value-sets, lexicon
    before TEXT NOT NULL,                   -- what the rules in force say of it, for people
    after TEXT NOT NULL,
    tier_before INTEGER,                    -- null: it is not listed
    tier_after INTEGER,
    PRIMARY KEY (shadow_id, ordinal)
) STRICT;

-- What was put in force, one after the other; the last holds. Before the first the folder of rules does.
CREATE TABLE activations (
    number INTEGER NOT NULL PRIMARY KEY,
    set_sha256 TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    shadow_id TEXT REFERENCES shadows (shadow_id),  -- null: a way back to what was in force before
    name TEXT NOT NULL,
    author_id TEXT REFERENCES users (user_id),      -- null: a way back
    approver_id TEXT NOT NULL REFERENCES users (user_id),
    approver_role TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
