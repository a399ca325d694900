-- What the programme is measured by: each case with the days that indicators count, and the tables of counts that were published, which stay as they were made.

-- As the source says it; for counts alone.
ALTER TABLE people ADD COLUMN race text;
ALTER TABLE people ADD COLUMN ethnicity text;
ALTER TABLE people ADD COLUMN language text;
ALTER TABLE people ADD COLUMN payer text;

-- One row an episode of a patient that some run found to lead in a measure, live or silently. Written by runs; stays when the gap is no more.
CREATE TABLE quality_cases (
    measure text COLLATE "C" NOT NULL,
    gap_id text COLLATE "C" NOT NULL,
    patient_id text COLLATE "C" NOT NULL,
    entry_id text COLLATE "C",
    day_zero date NOT NULL,                 -- the index report was final, or the index event happened
    site text COLLATE "C" NOT NULL,         -- from here to payer: as it was when first found
    sex text NOT NULL,
    age bigint NOT NULL,
    race text,
    ethnicity text,
    language text,
    payer text,
    modality text,                          -- of the exam of the index event
    section text,                           -- impression; body: only other parts of the report name the finding; null: not read from text
    seen_on date NOT NULL,                  -- as-of date of the run that first found it
    open_on date,                           -- as-of date of the first run that found it open, live or a backfill
    listed_on date,                         -- of the first publication with which it came to people; null: silent so far
    withheld_on date,                       -- as-of date of the first run that found it withheld
    alone bigint,                           -- 1: nobody was responsible for the patient when first found; null: not known
    done_on date,                           -- the first day from which data satisfied it
    done_by text,                           -- the table of the row that closed it
    ended_on date,                          -- since when it is no case any more, not satisfied
    ended_by text,                          -- death, exclusion, not-active-here, opted-out, earlier-episode, gone
    counted text,                           -- found, withheld: a member of the published tables of its quarter; null: of none yet
    early bigint,                           -- 1: satisfied within the first window, as published; 0: not; null: not published yet
    PRIMARY KEY (measure, gap_id)
);
CREATE INDEX quality_cases_by_day ON quality_cases (measure, day_zero);
CREATE INDEX quality_cases_by_patient ON quality_cases (patient_id, measure);

-- Published tables of counts, one row a group; what is not shown is null, and stays so.
CREATE TABLE quality_rows (
    measure text COLLATE "C" NOT NULL,
    quarter date NOT NULL,                  -- its first day
    split text COLLATE "C" NOT NULL,        -- the question; empty: how many there are
    attribute text COLLATE "C" NOT NULL,    -- what the groups are made by; empty: all together
    place text COLLATE "C" NOT NULL,        -- the group
    having_it bigint,
    lacking_it bigint,
    made_as_of date NOT NULL,
    PRIMARY KEY (measure, quarter, split, attribute, place)
);

-- Published curves of the share without the event; steps of at least 11 events.
CREATE TABLE quality_steps (
    measure text COLLATE "C" NOT NULL,
    quarter date NOT NULL,
    days bigint NOT NULL,                   -- after day 0
    at_risk bigint NOT NULL,                -- at least so many were still without it: a multiple of 20
    without_it double precision NOT NULL,
    standard_error double precision NOT NULL,
    PRIMARY KEY (measure, quarter, days)
);

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
