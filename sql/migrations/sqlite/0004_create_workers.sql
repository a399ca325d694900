-- Queued runs that any machine can carry out later, units of a run that several processes share, and who works.
-- Purpose: adds to the ledger what a run needs that is not begun by the one who asked for it.

ALTER TABLE runs ADD COLUMN out_folder TEXT;          -- where its folder is to be made: <out_folder>/runs/<run_id>
ALTER TABLE runs ADD COLUMN cache_folder TEXT;        -- what is kept from run to run; null: everything is read
ALTER TABLE runs ADD COLUMN cache_trust TEXT;         -- footer, bytes
ALTER TABLE runs ADD COLUMN due_at TEXT;       -- the instant at which its schedule wanted it
ALTER TABLE runs ADD COLUMN deadline_at TEXT;  -- until when what passes by itself is tried again
ALTER TABLE runs ADD COLUMN not_before TEXT;   -- it does not begin earlier
ALTER TABLE runs ADD COLUMN work TEXT;                -- inline: one process carries out all of it; shared: workers take its units; null: not begun
ALTER TABLE runs ADD COLUMN failure TEXT;             -- of a failed run: input, passing, poison, lost, internal
ALTER TABLE runs ADD COLUMN claim TEXT;               -- who began it: a word of its own for each beginning

ALTER TABLE run_partitions ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;       -- begins when all of the stage before are done
ALTER TABLE run_partitions ADD COLUMN rows_done INTEGER NOT NULL DEFAULT 0;   -- of the attempt at work
ALTER TABLE run_partitions ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;    -- attempts that died or failed, without those that were handed back
ALTER TABLE run_partitions ADD COLUMN failure TEXT;                          -- why the last attempt failed, in one line without identifiers
ALTER TABLE run_partitions ADD COLUMN troubled_at TEXT;               -- since when it fails for what passes by itself
ALTER TABLE run_partitions ADD COLUMN not_before TEXT;                -- no attempt begins earlier
ALTER TABLE run_partitions ADD COLUMN sent_at TEXT;                   -- when workers were last told of it
CREATE INDEX run_partitions_by_worker ON run_partitions (worker) WHERE state = 'running';

-- Processes that take work. state: working, leaving, gone.
CREATE TABLE workers (
    worker_id TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    process_id INTEGER NOT NULL,
    process_started_at TEXT NOT NULL,
    threads INTEGER NOT NULL,
    program TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT NOT NULL,
    beat_at TEXT NOT NULL,
    lease_until TEXT NOT NULL         -- on the database's clock; later than this without a heartbeat, it is gone
) STRICT;
