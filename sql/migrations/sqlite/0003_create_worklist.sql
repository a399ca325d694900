-- The worklist: care gaps as last published, the entries that people work on, and what happened to each.

-- One row a patient and measure: the episode that leads, whatever its status. The texts and the evidence are kept of gaps
-- that are open or withheld; of the others the run's files hold them.
CREATE TABLE gaps (
    patient_id TEXT NOT NULL,
    measure TEXT NOT NULL,
    gap_id TEXT NOT NULL,
    entry_id TEXT,                          -- the entry that it is a line of
    site TEXT NOT NULL,                     -- '' where the source names none
    status TEXT NOT NULL,
    status_reason TEXT NOT NULL,
    basis TEXT NOT NULL,                    -- what the status rests on (GapBasisKind)
    basis_criterion TEXT,
    basis_table TEXT,
    basis_row TEXT,
    basis_reported INTEGER NOT NULL DEFAULT 0,  -- 1: it rests only on what a reviewer reported
    basis_date TEXT,
    holds_until TEXT,
    tier INTEGER NOT NULL,
    priority TEXT NOT NULL,
    index_date TEXT NOT NULL,
    index_table TEXT NOT NULL,
    index_row TEXT NOT NULL,
    due_date TEXT,
    covered_to TEXT,
    age INTEGER NOT NULL,
    sex TEXT NOT NULL,
    provider_id TEXT,
    why TEXT,
    looked_for TEXT,
    would_close TEXT,
    wording TEXT,
    limits TEXT,
    evidence TEXT,                          -- JSON array, one object an item of evidence.parquet
    content_sha256 TEXT,                    -- of the texts and the evidence, to know whether they changed
    PRIMARY KEY (patient_id, measure)
) STRICT;
CREATE INDEX gaps_by_entry ON gaps (entry_id);

-- One row a patient, pathway and episode that was given to people. A run writes the first half, people the second, and
-- neither ever writes the other's, so that nobody's work is lost and nobody waits.
CREATE TABLE entries (
    entry_id TEXT NOT NULL PRIMARY KEY,     -- given at creation, never derived again
    patient_id TEXT NOT NULL,               -- as it was at creation
    patient_now TEXT NOT NULL,              -- after merges
    pathway TEXT NOT NULL,
    number INTEGER NOT NULL,                -- the how manieth of patient_id in the pathway
    -- What the last publication found.
    finding TEXT NOT NULL,                  -- open, treatment-unknown, not-active-here, satisfied, excluded, gone, merged
    finding_since TEXT NOT NULL,            -- as-of date of the publication that first found so
    finding_cause TEXT NOT NULL,
    finding_reason TEXT NOT NULL,
    leader TEXT NOT NULL,                   -- measure
    site TEXT NOT NULL,
    tier INTEGER NOT NULL,
    priority TEXT NOT NULL,
    index_date TEXT NOT NULL,
    due_date TEXT,
    covered_to TEXT,
    provider_id TEXT,
    episode INTEGER NOT NULL,               -- 1, and one more with each new episode that it took in
    news INTEGER NOT NULL,                  -- one more whenever new evidence joined
    reopenings INTEGER NOT NULL,            -- one more whenever it came back
    memory TEXT NOT NULL,                   -- what its index events said, by measure (EpisodeMemory)
    merged_into TEXT REFERENCES entries (entry_id),
    first_seen TEXT NOT NULL,               -- as-of date of the publication that first showed it
    last_run_id TEXT NOT NULL REFERENCES runs (run_id),
    -- What people decided.
    decision TEXT,                          -- review, snooze, wait, close, reopen; null: none
    reason TEXT,                            -- which disposition
    expects TEXT,                           -- what the data would show of it if it is so; null: nothing
    on_episode INTEGER,                     -- the counters above as the person saw them
    on_news INTEGER,
    on_reopenings INTEGER,
    returns_on TEXT,                        -- the first day on which the decision no longer holds
    attempts INTEGER NOT NULL DEFAULT 0,    -- of reaching the patient
    note TEXT,
    assignee TEXT,
    decided_by TEXT,
    decided_at TEXT,
    decided_on TEXT,                        -- the day by which that person worked
    revision INTEGER NOT NULL DEFAULT 0,    -- one more with each change by a person
    -- Both halves in one word (Core: EntryStanding.On): until the day before returns_on, and from that day on. The state on a
    -- day is: CASE WHEN returns_on <= @today THEN state_lapsed ELSE state END
    state TEXT NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN finding IN ('gone', 'merged') THEN 'withdrawn'
            WHEN decision = 'close' AND on_episode = episode THEN 'closed-by-person'
            WHEN finding IN ('satisfied', 'excluded') THEN 'closed-by-evidence'
            WHEN decision = 'wait' AND on_episode = episode THEN 'waiting'
            WHEN decision = 'snooze' AND on_episode = episode AND on_news = news THEN 'snoozed'
            WHEN decision = 'review' AND on_reopenings = reopenings THEN 'in-review'
            WHEN decision IS NULL AND reopenings = 0 THEN 'new'
            ELSE 'reopened'
        END) STORED,
    state_lapsed TEXT NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN finding IN ('gone', 'merged') THEN 'withdrawn'
            WHEN finding IN ('satisfied', 'excluded') THEN 'closed-by-evidence'
            WHEN decision = 'review' AND on_reopenings = reopenings THEN 'in-review'
            WHEN decision IS NULL AND reopenings = 0 THEN 'new'
            ELSE 'reopened'
        END) STORED,
    UNIQUE (patient_id, pathway, number)
) STRICT;
CREATE INDEX entries_by_patient ON entries (patient_now, pathway);
CREATE INDEX entries_by_list ON entries (leader, state, tier, due_date, entry_id);
CREATE INDEX entries_by_return ON entries (returns_on) WHERE returns_on IS NOT NULL;
CREATE UNIQUE INDEX entries_one_open ON entries (patient_now, pathway)
    WHERE state IN ('new', 'in-review', 'snoozed', 'waiting', 'reopened');

-- Every change of an entry, append-only, by a run or by a person.
CREATE TABLE entry_events (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL REFERENCES entries (entry_id),
    at TEXT NOT NULL,
    as_of TEXT,                             -- of the run, or the day by which the person worked
    kind TEXT NOT NULL,                     -- opened, changed, closed, reopened, withdrawn, handed-on, index-moved, new-episode, merged, unmerged, decided, taken-back, assigned, noted, reported, report-withdrawn
    cause TEXT,
    run_id TEXT REFERENCES runs (run_id),
    actor TEXT,
    reason TEXT,                            -- which disposition
    state_before TEXT,
    state_after TEXT NOT NULL,
    text TEXT NOT NULL,                     -- one line for people
    request_id TEXT,                        -- what a person asked for at once, so that asking again changes nothing
    detail TEXT                             -- JSON: what was entered
) STRICT;
CREATE INDEX entry_events_by_entry ON entry_events (entry_id, event_id);
CREATE INDEX entry_events_by_request ON entry_events (request_id) WHERE request_id IS NOT NULL;

-- What reviewers entered as evidence. Fed to the next run as a row of its table, with row id 'reported:<number>'.
CREATE TABLE reported_rows (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL REFERENCES entries (entry_id),
    patient_id TEXT NOT NULL,
    table_name TEXT NOT NULL,               -- conditions, medications, procedures, results; patients for a death
    code_system TEXT,
    code TEXT,
    display TEXT NOT NULL,
    event_date TEXT NOT NULL,
    value REAL,
    unit TEXT,
    entered_by TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    request_id TEXT NOT NULL,               -- of the decision that it came with
    withdrawn_by TEXT,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX reported_rows_by_patient ON reported_rows (patient_id);
