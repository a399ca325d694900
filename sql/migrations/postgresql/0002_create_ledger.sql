-- The ledger: what ran, on what, with which versions, what came of it, and what of it is published.
-- Purpose: created once. Text that is ordered or joined in key order is COLLATE "C": the order of UTF-8 bytes, as everywhere in the program.

-- Facts about this database: entry_key (secret from which entry ids are made), publication (number of the last one).
CREATE TABLE installation (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
);

-- A job as its file said when a run of it last began.
CREATE TABLE schedules (
    job text NOT NULL PRIMARY KEY,
    title text NOT NULL,
    cron text,
    time_zone text,
    overlap text,
    catch_up text,
    seen_at timestamptz NOT NULL
);

-- One evaluation as of a date. state: queued, running, succeeded, partial, held, failed, cancelled.
CREATE TABLE runs (
    run_id text COLLATE "C" NOT NULL PRIMARY KEY,
    job text NOT NULL,
    kind text NOT NULL,                     -- live: may publish; backfill: fills gaps and indicators, never entries
    as_of date NOT NULL,
    state text NOT NULL,
    state_reason text,                      -- why it failed, is held, or was cancelled: one line, without identifiers
    retry_of text REFERENCES runs (run_id),
    requested_at timestamptz NOT NULL,
    requested_by text NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    heartbeat_at timestamptz,
    lease_until timestamptz,                       -- on the database's clock; later than this without a heartbeat, nobody is at work
    host text,
    process_id bigint,
    process_started_at timestamptz,                -- tells a process from another one that got its number later
    cancel_requested_at timestamptz,
    cancel_requested_by text,
    threads bigint NOT NULL,
    input text NOT NULL,
    folder text,                            -- where its files lie, complete, once it has ended; null for one that left none
    program text NOT NULL,
    rules_sha256 text NOT NULL,
    lexicon_sha256 text NOT NULL,
    inputs_changed_at timestamptz                  -- the newest input file's time: a run of older inputs does not publish
);
CREATE INDEX runs_by_time ON runs (requested_at);

-- Files read and written. direction: input, output, held.
CREATE TABLE run_files (
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    direction text NOT NULL,
    name text NOT NULL,
    table_name text,
    bytes bigint NOT NULL,
    rows bigint NOT NULL,
    modified_at timestamptz,
    sha256 text,
    PRIMARY KEY (run_id, direction, name)
);

-- The slices that are read, retried and committed together. state: waiting, running, done, failed.
CREATE TABLE run_partitions (
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    partition_id bigint NOT NULL,
    step text NOT NULL,
    table_name text NOT NULL,
    rows bigint NOT NULL,
    state text NOT NULL,
    attempt bigint NOT NULL,
    worker text,
    lease_until timestamptz,
    result_file text,                       -- named by the attempt that was committed; a late attempt's file is never named
    finished_at timestamptz,
    PRIMARY KEY (run_id, partition_id)
);

-- What each incoming table covered.
CREATE TABLE run_feeds (
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    feed text NOT NULL,
    site text COLLATE "C" NOT NULL,
    code_system text NOT NULL,
    covered_from date NOT NULL,
    covered_to date NOT NULL,
    allowed_lag_days bigint
);
CREATE INDEX run_feeds_by_run ON run_feeds (run_id);

-- Balances, funnels and everything else that is counted: subject 'table conditions', item 'read'.
CREATE TABLE run_counts (
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    subject text NOT NULL,
    item text NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (run_id, subject, item)
);

-- How long each step took.
CREATE TABLE run_timings (
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    step text NOT NULL,
    milliseconds double precision NOT NULL,
    PRIMARY KEY (run_id, step)
);

-- The parts of a run, one a measure and site ('' where the source names none). state: published, held, released, rejected,
-- superseded (a later run published the part).
CREATE TABLE run_parts (
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    measure text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    state text NOT NULL,
    guard text,                             -- which guard held it
    detail text,                            -- what it saw, in one line
    decided_by text,
    decided_at timestamptz,
    decision_reason text,
    PRIMARY KEY (run_id, measure, site)
);

-- What readers see: for each part the run that it was last published from, and with which rules.
CREATE TABLE publications (
    measure text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    as_of date NOT NULL,
    published_at timestamptz NOT NULL,
    measure_version bigint NOT NULL,
    measure_sha256 text NOT NULL,           -- of the measure's file
    sets_sha256 text NOT NULL,              -- of the value sets that it names
    lexicon_sha256 text NOT NULL,
    PRIMARY KEY (measure, site)
);

-- The difference from the publication before: rows added, dropped and changed, by their one cause.
CREATE TABLE run_changes (
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    pathway text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    change text NOT NULL,                   -- added, dropped, changed
    cause text NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (run_id, pathway, site, change, cause)
);
