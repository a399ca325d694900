-- Queued runs that any machine can carry out later, units of a run that several processes share, and who works.
-- Purpose: adds to the ledger what a run needs that is not begun by the one who asked for it.

ALTER TABLE runs ADD COLUMN out_folder text;          -- where its folder is to be made: <out_folder>/runs/<run_id>
ALTER TABLE runs ADD COLUMN cache_folder text;        -- what is kept from run to run; null: everything is read
ALTER TABLE runs ADD COLUMN cache_trust text;         -- footer, bytes
ALTER TABLE runs ADD COLUMN due_at timestamptz;       -- the instant at which its schedule wanted it
ALTER TABLE runs ADD COLUMN deadline_at timestamptz;  -- until when what passes by itself is tried again
ALTER TABLE runs ADD COLUMN not_before timestamptz;   -- it does not begin earlier
ALTER TABLE runs ADD COLUMN work text;                -- inline: one process carries out all of it; shared: workers take its units; null: not begun
ALTER TABLE runs ADD COLUMN failure text;             -- of a failed run: input, passing, poison, lost, internal
ALTER TABLE runs ADD COLUMN claim text;               -- who began it: a word of its own for each beginning

ALTER TABLE run_partitions ADD COLUMN stage bigint NOT NULL DEFAULT 0;       -- begins when all of the stage before are done
ALTER TABLE run_partitions ADD COLUMN rows_done bigint NOT NULL DEFAULT 0;   -- of the attempt at work
ALTER TABLE run_partitions ADD COLUMN failures bigint NOT NULL DEFAULT 0;    -- attempts that died or failed, without those that were handed back
ALTER TABLE run_partitions ADD COLUMN failure text;                          -- why the last attempt failed, in one line without identifiers
ALTER TABLE run_partitions ADD COLUMN troubled_at timestamptz;               -- since when it fails for what passes by itself
ALTER TABLE run_partitions ADD COLUMN not_before timestamptz;                -- no attempt begins earlier
ALTER TABLE run_partitions ADD COLUMN sent_at timestamptz;                   -- when workers were last told of it
CREATE INDEX run_partitions_by_worker ON run_partitions (worker) WHERE state = 'running';

-- Processes that take work. state: working, leaving, gone.
CREATE TABLE workers (
    worker_id text COLLATE "C" NOT NULL PRIMARY KEY,
    host text NOT NULL,
    process_id bigint NOT NULL,
    process_started_at timestamptz NOT NULL,
    threads bigint NOT NULL,
    program text NOT NULL,
    state text NOT NULL,
    started_at timestamptz NOT NULL,
    beat_at timestamptz NOT NULL,
    lease_until timestamptz NOT NULL         -- on the database's clock; later than this without a heartbeat, it is gone
);
