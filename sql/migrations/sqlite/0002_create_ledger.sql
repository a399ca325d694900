-- The ledger: what ran, on what, with which versions, what came of it, and what of it is published.
-- Purpose: created once. Dates are yyyy-MM-dd, instants yyyy-MM-ddTHH:mm:ss.ffffffZ; both sort as text.

-- Facts about this database: entry_key (secret from which entry ids are made), publication (number of the last one).
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- A job as its file said when a run of it last began.
CREATE TABLE schedules (
    job TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    cron TEXT,
    time_zone TEXT,
    overlap TEXT,
    catch_up TEXT,
    seen_at TEXT NOT NULL
) STRICT;

-- One evaluation as of a date. state: queued, running, succeeded, partial, held, failed, cancelled.
CREATE TABLE runs (
    run_id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    kind TEXT NOT NULL,                     -- live: may publish; backfill: fills gaps and indicators, never entries
    as_of TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT,                      -- why it failed, is held, or was cancelled: one line, without identifiers
    retry_of TEXT REFERENCES runs (run_id),
    requested_at TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    heartbeat_at TEXT,
    lease_until TEXT,                       -- on the database's clock; later than this without a heartbeat, nobody is at work
    host TEXT,
    process_id INTEGER,
    process_started_at TEXT,                -- tells a process from another one that got its number later
    cancel_requested_at TEXT,
    cancel_requested_by TEXT,
    threads INTEGER NOT NULL,
    input TEXT NOT NULL,
    folder TEXT,                            -- where its files lie, complete, once it has ended; null for one that left none
    program TEXT NOT NULL,
    rules_sha256 TEXT NOT NULL,
    lexicon_sha256 TEXT NOT NULL,
    inputs_changed_at TEXT                  -- the newest input file's time: a run of older inputs does not publish
) STRICT;
CREATE INDEX runs_by_time ON runs (requested_at);

-- Files read and written. direction: input, output, held.
CREATE TABLE run_files (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    direction TEXT NOT NULL,
    name TEXT NOT NULL,
    table_name TEXT,
    bytes INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    modified_at TEXT,
    sha256 TEXT,
    PRIMARY KEY (run_id, direction, name)
) STRICT;

-- The slices that are read, retried and committed together. state: waiting, running, done, failed.
CREATE TABLE run_partitions (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    partition_id INTEGER NOT NULL,
    step TEXT NOT NULL,
    table_name TEXT NOT NULL,
    rows INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    worker TEXT,
    lease_until TEXT,
    result_file TEXT,                       -- named by the attempt that was committed; a late attempt's file is never named
    finished_at TEXT,
    PRIMARY KEY (run_id, partition_id)
) STRICT;

-- What each incoming table covered.
CREATE TABLE run_feeds (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    feed TEXT NOT NULL,
    site TEXT NOT NULL,
    code_system TEXT NOT NULL,
    covered_from TEXT NOT NULL,
    covered_to TEXT NOT NULL,
    allowed_lag_days INTEGER
) STRICT;
CREATE INDEX run_feeds_by_run ON run_feeds (run_id);

-- Balances, funnels and everything else that is counted: subject 'table conditions', item 'read'.
CREATE TABLE run_counts (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    subject TEXT NOT NULL,
    item TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (run_id, subject, item)
) STRICT;

-- How long each step took.
CREATE TABLE run_timings (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    step TEXT NOT NULL,
    milliseconds REAL NOT NULL,
    PRIMARY KEY (run_id, step)
) STRICT;

-- The parts of a run, one a measure and site ('' where the source names none). state: published, held, released, rejected,
-- superseded (a later run published the part).
CREATE TABLE run_parts (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    measure TEXT NOT NULL,
    site TEXT NOT NULL,
    state TEXT NOT NULL,
    guard TEXT,                             -- which guard held it
    detail TEXT,                            -- what it saw, in one line
    decided_by TEXT,
    decided_at TEXT,
    decision_reason TEXT,
    PRIMARY KEY (run_id, measure, site)
) STRICT;

-- What readers see: for each part the run that it was last published from, and with which rules.
CREATE TABLE publications (
    measure TEXT NOT NULL,
    site TEXT NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    as_of TEXT NOT NULL,
    published_at TEXT NOT NULL,
    measure_version INTEGER NOT NULL,
    measure_sha256 TEXT NOT NULL,           -- of the measure's file
    sets_sha256 TEXT NOT NULL,              -- of the value sets that it names
    lexicon_sha256 TEXT NOT NULL,
    PRIMARY KEY (measure, site)
) STRICT;

-- The difference from the publication before: rows added, dropped and changed, by their one cause.
CREATE TABLE run_changes (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    pathway TEXT NOT NULL,
    site TEXT NOT NULL,
    change TEXT NOT NULL,                   -- added, dropped, changed
    cause TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (run_id, pathway, site, change, cause)
) STRICT;
