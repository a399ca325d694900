-- What the programme is measured by: each case with the days that indicators count, and the tables of counts that were published, which stay as they were made.

-- As the source says it; for counts alone.
ALTER TABLE people ADD COLUMN race TEXT;
ALTER TABLE people ADD COLUMN ethnicity TEXT;
ALTER TABLE people ADD COLUMN language TEXT;
ALTER TABLE people ADD COLUMN payer TEXT;

-- One row an episode of a patient that some run found to lead in a measure, live or silently. Written by runs; stays when the gap is no more.
CREATE TABLE quality_cases (
    measure TEXT NOT NULL,
    gap_id TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    entry_id TEXT,
    day_zero TEXT NOT NULL,                 -- the index report was final, or the index event happened
    site TEXT NOT NULL,         -- from here to payer: as it was when first found
    sex TEXT NOT NULL,
    age INTEGER NOT NULL,
    race TEXT,
    ethnicity TEXT,
    language TEXT,
    payer TEXT,
    modality TEXT,                          -- of the exam of the index event
    section TEXT,                           -- impression; body: only other parts of the report name the finding; null: not read from text
    seen_on TEXT NOT NULL,                  -- as-of date of the run that first found it
    open_on TEXT,                           -- as-of date of the first run that found it open, live or a backfill
    listed_on TEXT,                         -- of the first publication with which it came to people; null: silent so far
    withheld_on TEXT,                       -- as-of date of the first run that found it withheld
    alone INTEGER,                           -- 1: nobody was responsible for the patient when first found; null: not known
    done_on TEXT,                           -- the first day from which data satisfied it
    done_by TEXT,                           -- the table of the row that closed it
    ended_on TEXT,                          -- since when it is no case any more, not satisfied
    ended_by TEXT,                          -- death, exclusion, not-active-here, opted-out, earlier-episode, gone
    counted TEXT,                           -- found, withheld: a member of the published tables of its quarter; null: of none yet
    early INTEGER,                           -- 1: satisfied within the first window, as published; 0: not; null: not published yet
    PRIMARY KEY (measure, gap_id)
) STRICT;
CREATE INDEX quality_cases_by_day ON quality_cases (measure, day_zero);
CREATE INDEX quality_cases_by_patient ON quality_cases (patient_id, measure);

-- Published tables of counts, one row a group; what is not shown is null, and stays so.
CREATE TABLE quality_rows (
    measure TEXT NOT NULL,
    quarter TEXT NOT NULL,                  -- its first day
    split TEXT NOT NULL,        -- the question; empty: how many there are
    attribute TEXT NOT NULL,    -- what the groups are made by; empty: all together
    place TEXT NOT NULL,        -- the group
    having_it INTEGER,
    lacking_it INTEGER,
    made_as_of TEXT NOT NULL,
    PRIMARY KEY (measure, quarter, split, attribute, place)
) STRICT;

-- Published curves of the share without the event; steps of at least 11 events.
CREATE TABLE quality_steps (
    measure TEXT NOT NULL,
    quarter TEXT NOT NULL,
    days INTEGER NOT NULL,                   -- after day 0
    at_risk INTEGER NOT NULL,                -- at least so many were still without it: a multiple of 20
    without_it REAL NOT NULL,
    standard_error REAL NOT NULL,
    PRIMARY KEY (measure, quarter, days)
) STRICT;

-- What is known of the gaps that are there; the next runs say the rest.
INSERT INTO quality_cases (
    measure, gap_id, patient_id, entry_id, day_zero, site, sex, age, seen_on, open_on, listed_on, withheld_on, done_on, done_by, ended_on, ended_by
)
SELECT
    g.measure, g.gap_id, g.patient_id, g.entry_id, g.index_date, g.site, g.sex, g.age, coalesce(e.first_seen, p.as_of),
    CASE WHEN g.status = 'open' THEN coalesce(e.first_seen, p.as_of) END,
    CASE WHEN g.status = 'open' THEN e.first_seen END,
    CASE WHEN g.status = 'withheld' THEN coalesce(e.first_seen, p.as_of) END,
    CASE WHEN g.basis = 'satisfied' THEN coalesce(g.basis_date, p.as_of) END,
    CASE WHEN g.basis = 'satisfied' THEN g.basis_table END,
    CASE WHEN g.basis IN ('death', 'exclusion', 'earlier-episode') THEN coalesce(g.basis_date, p.as_of) WHEN g.basis IN ('not-active-here', 'opted-out') THEN p.as_of END,
    CASE WHEN g.basis IN ('death', 'exclusion', 'earlier-episode', 'not-active-here', 'opted-out') THEN g.basis END
FROM gaps AS g
INNER JOIN publications AS p ON p.measure = g.measure AND p.site = g.site
LEFT JOIN entries AS e ON e.entry_id = g.entry_id;
