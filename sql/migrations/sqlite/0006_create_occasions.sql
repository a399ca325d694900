-- Schedules in the database: what each job's file says, what people changed while running, what was decided about every due instant.
-- Purpose: a due instant is decided once, by whichever process looks first, and what was decided stays to be read.

-- The file's words are kept whole, in the form that the files are written in, so that one reader reads both.
ALTER TABLE schedules DROP COLUMN cron;
ALTER TABLE schedules DROP COLUMN time_zone;
ALTER TABLE schedules DROP COLUMN overlap;
ALTER TABLE schedules DROP COLUMN catch_up;
ALTER TABLE schedules ADD COLUMN file_schedule TEXT;        -- what its file says under 'schedule'; null: nothing
ALTER TABLE schedules ADD COLUMN gone_at TEXT;            -- since when its file is gone
ALTER TABLE schedules ADD COLUMN trouble TEXT;              -- why its file cannot be used, in one line; the words before hold
ALTER TABLE schedules ADD COLUMN own_schedule TEXT;         -- what people changed it to; null: the file's holds
ALTER TABLE schedules ADD COLUMN own_base TEXT;             -- what the file said when they did
ALTER TABLE schedules ADD COLUMN cursor_at TEXT;          -- every due instant up to it is decided; null: nobody has looked yet
ALTER TABLE schedules ADD COLUMN paused_at TEXT;
ALTER TABLE schedules ADD COLUMN paused_until TEXT;       -- null while paused: until a person resumes it
ALTER TABLE schedules ADD COLUMN paused_by TEXT;
ALTER TABLE schedules ADD COLUMN paused_reason TEXT;

-- Who changed what of a schedule, and why; append-only. kind: set, reset, paused, resumed, triggered, backfill, passed-over,
-- file-changed, file-gone, file-back.
CREATE TABLE schedule_changes (
    change_id INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL REFERENCES schedules (job),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    reason TEXT,
    detail TEXT NOT NULL,                   -- what was done, in one line
    schedule TEXT                           -- what the schedule says since then
) STRICT;
CREATE INDEX schedule_changes_by_job ON schedule_changes (job);

-- What was decided about an instant at which a job was to run. origin: cron, after (another job), trigger (a person).
-- state: waiting, queued, skipped. reason: overlap, too-late, catch-up, paused, outside-window, superseded, predecessor, not-runnable.
CREATE TABLE occasions (
    job TEXT NOT NULL REFERENCES schedules (job),
    due_at TEXT NOT NULL,
    origin TEXT NOT NULL,
    as_of TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    detail TEXT,                            -- why, in one line
    run_id TEXT REFERENCES runs (run_id),
    after_run TEXT REFERENCES runs (run_id),
    decided_at TEXT NOT NULL,
    PRIMARY KEY (job, due_at)
) STRICT;
CREATE INDEX occasions_by_wait ON occasions (state) WHERE state = 'waiting';
CREATE INDEX occasions_by_predecessor ON occasions (after_run) WHERE after_run IS NOT NULL;

-- Earlier days that are looked at one after another; never entries. state: working, done, stopped.
CREATE TABLE backfills (
    backfill_id INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL REFERENCES schedules (job),
    from_date TEXT NOT NULL,
    to_date TEXT NOT NULL,
    every_days INTEGER NOT NULL,
    next_date TEXT NOT NULL,                -- the day of run_id while there is one, else of the run to come
    run_id TEXT REFERENCES runs (run_id),
    state TEXT NOT NULL,
    state_reason TEXT,
    requested_at TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    reason TEXT
) STRICT;

ALTER TABLE runs ADD COLUMN not_after TEXT;          -- it does not begin then or later
CREATE INDEX runs_by_job ON runs (job, requested_at);
