-- The worklist: care gaps as last published, the entries that people work on, and what happened to each.

-- One row a patient and measure: the episode that leads, whatever its status. The texts and the evidence are kept of gaps
-- that are open or withheld; of the others the run's files hold them.
CREATE TABLE gaps (
    patient_id text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    gap_id text COLLATE "C" NOT NULL,
    entry_id text COLLATE "C",                          -- the entry that it is a line of
    site text COLLATE "C" NOT NULL,                     -- '' where the source names none
    status text NOT NULL,
    status_reason text NOT NULL,
    basis text NOT NULL,                    -- what the status rests on (GapBasisKind)
    basis_criterion text,
    basis_table text,
    basis_row text,
    basis_reported bigint NOT NULL DEFAULT 0,   -- 1: it rests only on what a reviewer reported
    basis_date date,
    holds_until date,
    tier bigint NOT NULL,
    priority text NOT NULL,
    index_date date NOT NULL,
    index_table text NOT NULL,
    index_row text NOT NULL,
    due_date date,
    covered_to date,
    age bigint NOT NULL,
    sex text NOT NULL,
    provider_id text,
    why text,
    looked_for text,
    would_close text,
    wording text,
    limits text,
    evidence text,                          -- JSON array, one object an item of evidence.parquet
    content_sha256 text,                    -- of the texts and the evidence, to know whether they changed
    PRIMARY KEY (patient_id, measure)
);
CREATE INDEX gaps_by_entry ON gaps (entry_id);

-- One row a patient, pathway and episode that was given to people. A run writes the first half, people the second, and
-- neither ever writes the other's, so that nobody's work is lost and nobody waits.
CREATE TABLE entries (
    entry_id text COLLATE "C" NOT NULL PRIMARY KEY,     -- given at creation, never derived again
    patient_id text COLLATE "C" NOT NULL,               -- as it was at creation
    patient_now text COLLATE "C" NOT NULL,              -- after merges
    pathway text COLLATE "C" NOT NULL,
    number bigint NOT NULL,                -- the how manieth of patient_id in the pathway
    -- What the last publication found.
    finding text NOT NULL,                  -- open, treatment-unknown, not-active-here, satisfied, excluded, gone, merged
    finding_since date NOT NULL,            -- as-of date of the publication that first found so
    finding_cause text NOT NULL,
    finding_reason text NOT NULL,
    leader text COLLATE "C" NOT NULL,                   -- measure
    site text COLLATE "C" NOT NULL,
    tier bigint NOT NULL,
    priority text NOT NULL,
    index_date date NOT NULL,
    due_date date,
    covered_to date,
    provider_id text,
    episode bigint NOT NULL,               -- 1, and one more with each new episode that it took in
    news bigint NOT NULL,                  -- one more whenever new evidence joined
    reopenings bigint NOT NULL,            -- one more whenever it came back
    memory text NOT NULL,                   -- what its index events said, by measure (EpisodeMemory)
    merged_into text REFERENCES entries (entry_id),
    first_seen date NOT NULL,               -- as-of date of the publication that first showed it
    last_run_id text NOT NULL REFERENCES runs (run_id),
    -- What people decided.
    decision text,                          -- review, snooze, wait, close, reopen; null: none
    reason text,                            -- which disposition
    expects text,                           -- what the data would show of it if it is so; null: nothing
    on_episode bigint,                     -- the counters above as the person saw them
    on_news bigint,
    on_reopenings bigint,
    returns_on date,                        -- the first day on which the decision no longer holds
    attempts bigint NOT NULL DEFAULT 0,    -- of reaching the patient
    note text,
    assignee text,
    decided_by text,
    decided_at timestamptz,
    decided_on date,                        -- the day by which that person worked
    revision bigint NOT NULL DEFAULT 0,    -- one more with each change by a person
    -- Both halves in one word (Core: EntryStanding.On): until the day before returns_on, and from that day on. The state on a
    -- day is: CASE WHEN returns_on <= @today THEN state_lapsed ELSE state END
    state text NOT NULL GENERATED ALWAYS AS (
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
    state_lapsed text NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN finding IN ('gone', 'merged') THEN 'withdrawn'
            WHEN finding IN ('satisfied', 'excluded') THEN 'closed-by-evidence'
            WHEN decision = 'review' AND on_reopenings = reopenings THEN 'in-review'
            WHEN decision IS NULL AND reopenings = 0 THEN 'new'
            ELSE 'reopened'
        END) STORED,
    UNIQUE (patient_id, pathway, number)
);
CREATE INDEX entries_by_patient ON entries (patient_now, pathway);
CREATE INDEX entries_by_list ON entries (leader, state, tier, due_date, entry_id);
CREATE INDEX entries_by_return ON entries (returns_on) WHERE returns_on IS NOT NULL;
CREATE UNIQUE INDEX entries_one_open ON entries (patient_now, pathway)
    WHERE state IN ('new', 'in-review', 'snoozed', 'waiting', 'reopened');

-- Every change of an entry, append-only, by a run or by a person.
CREATE TABLE entry_events (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id text COLLATE "C" NOT NULL REFERENCES entries (entry_id),
    at timestamptz NOT NULL,
    as_of date,                             -- of the run, or the day by which the person worked
    kind text NOT NULL,                     -- opened, changed, closed, reopened, withdrawn, handed-on, index-moved, new-episode, merged, unmerged, decided, taken-back, assigned, noted, reported, report-withdrawn
    cause text,
    run_id text COLLATE "C" REFERENCES runs (run_id),
    actor text,
    reason text,                            -- which disposition
    state_before text,
    state_after text NOT NULL,
    text text NOT NULL,                     -- one line for people
    request_id text,                        -- what a person asked for at once, so that asking again changes nothing
    detail text                             -- JSON: what was entered
);
CREATE INDEX entry_events_by_entry ON entry_events (entry_id, event_id);
CREATE INDEX entry_events_by_request ON entry_events (request_id) WHERE request_id IS NOT NULL;

-- What reviewers entered as evidence. Fed to the next run as a row of its table, with row id 'reported:<number>'.
CREATE TABLE reported_rows (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id text COLLATE "C" NOT NULL REFERENCES entries (entry_id),
    patient_id text COLLATE "C" NOT NULL,
    table_name text NOT NULL,               -- conditions, medications, procedures, results; patients for a death
    code_system text,
    code text,
    display text NOT NULL,
    event_date date NOT NULL,
    value double precision,
    unit text,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL,
    request_id text NOT NULL,               -- of the decision that it came with
    withdrawn_by text,
    withdrawn_at timestamptz
);
CREATE INDEX reported_rows_by_patient ON reported_rows (patient_id);
