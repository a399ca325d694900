-- Schedules in the database: what each job's file says, what people changed while running, what was decided about every due instant.
-- Purpose: a due instant is decided once, by whichever process looks first, and what was decided stays to be read.

-- The file's words are kept whole, in the form that the files are written in, so that one reader reads both.
ALTER TABLE schedules DROP COLUMN cron;
ALTER TABLE schedules DROP COLUMN time_zone;
ALTER TABLE schedules DROP COLUMN overlap;
ALTER TABLE schedules DROP COLUMN catch_up;
ALTER TABLE schedules ADD COLUMN file_schedule text;        -- what its file says under 'schedule'; null: nothing
ALTER TABLE schedules ADD COLUMN gone_at timestamptz;       -- since when its file is gone
ALTER TABLE schedules ADD COLUMN trouble text;              -- why its file cannot be used, in one line; the words before hold
ALTER TABLE schedules ADD COLUMN own_schedule text;         -- what people changed it to; null: the file's holds
ALTER TABLE schedules ADD COLUMN own_base text;             -- what the file said when they did
ALTER TABLE schedules ADD COLUMN cursor_at timestamptz;     -- every due instant up to it is decided; null: nobody has looked yet
ALTER TABLE schedules ADD COLUMN paused_at timestamptz;
ALTER TABLE schedules ADD COLUMN paused_until timestamptz;  -- null while paused: until a person resumes it
ALTER TABLE schedules ADD COLUMN paused_by text;
ALTER TABLE schedules ADD COLUMN paused_reason text;

-- Who changed what of a schedule, and why; append-only. kind: set, reset, paused, resumed, triggered, backfill, passed-over,
-- file-changed, file-gone, file-back.
CREATE TABLE schedule_changes (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL REFERENCES schedules (job),
    at timestamptz NOT NULL,
    kind text NOT NULL,
    changed_by text NOT NULL,
    reason text,
    detail text NOT NULL,                   -- what was done, in one line
    schedule text                           -- what the schedule says since then
);
CREATE INDEX schedule_changes_by_job ON schedule_changes (job);

-- What was decided about an instant at which a job was to run. origin: cron, after (another job), trigger (a person).
-- state: waiting, queued, skipped. reason: overlap, too-late, catch-up, paused, outside-window, superseded, predecessor, not-runnable.
CREATE TABLE occasions (
    job text NOT NULL REFERENCES schedules (job),
    due_at timestamptz NOT NULL,
    origin text NOT NULL,
    as_of date NOT NULL,
    state text NOT NULL,
    reason text,
    detail text,                            -- why, in one line
    run_id text COLLATE "C" REFERENCES runs (run_id),
    after_run text COLLATE "C" REFERENCES runs (run_id),
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (job, due_at)
);
CREATE INDEX occasions_by_wait ON occasions (state) WHERE state = 'waiting';
CREATE INDEX occasions_by_predecessor ON occasions (after_run) WHERE after_run IS NOT NULL;

-- Earlier days that are looked at one after another; never entries. state: working, done, stopped.
CREATE TABLE backfills (
    backfill_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL REFERENCES schedules (job),
    from_date date NOT NULL,
    to_date date NOT NULL,
    every_days bigint NOT NULL,
    next_date date NOT NULL,                -- the day of run_id while there is one, else of the run to come
    run_id text COLLATE "C" REFERENCES runs (run_id),
    state text NOT NULL,
    state_reason text,
    requested_at timestamptz NOT NULL,
    requested_by text NOT NULL,
    reason text
);

ALTER TABLE runs ADD COLUMN not_after timestamptz;          -- it does not begin then or later
CREATE INDEX runs_by_job ON runs (job, requested_at);
