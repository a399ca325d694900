-- Blind samples by which a measure is judged at a site, and what people said of their cases.

CREATE TABLE validation_samples (
    sample_id INTEGER PRIMARY KEY AUTOINCREMENT,
    measure TEXT NOT NULL,
    site TEXT NOT NULL,
    kind TEXT NOT NULL,         -- going-live, after-change, monthly
    seed TEXT NOT NULL,         -- decides who is drawn
    asked_by TEXT NOT NULL,
    role TEXT NOT NULL,         -- in which; empty: none
    asked_at TEXT NOT NULL,
    drawn_at TEXT,              -- null: the next run that publishes the measure at the site draws it
    run_id TEXT,
    as_of TEXT,
    measure_version INTEGER,
    measure_sha256 TEXT,
    sets_sha256 TEXT,
    lexicon_sha256 TEXT,
    settled_at TEXT,            -- when the last case was settled; the texts are gone from then on
    ended_at TEXT,              -- given up
    ended_by TEXT
) STRICT;
CREATE INDEX validation_samples_by_part ON validation_samples (measure, site, sample_id);

CREATE TABLE validation_cases (
    sample_id INTEGER NOT NULL REFERENCES validation_samples (sample_id),
    ordinal INTEGER NOT NULL,   -- in an order that says nothing about the stratum
    stratum TEXT NOT NULL,      -- what the program said: listed, mention, left-out, no-mention, closed-by-person
    patient_id TEXT NOT NULL,
    shown TEXT,                 -- JSON: age, sex, reports with their text, coded facts; null: wiped
    PRIMARY KEY (sample_id, ordinal)
) STRICT;

-- Append-only.
CREATE TABLE validation_answers (
    sample_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    number INTEGER NOT NULL,    -- of the case's answers, from 1
    user_id TEXT NOT NULL REFERENCES users (user_id),
    role TEXT NOT NULL,         -- in which
    answer TEXT NOT NULL,       -- should-be-listed, should-not-be-listed, cannot-tell
    cause TEXT NOT NULL,
    settles INTEGER NOT NULL,   -- 1: decides between two that differ
    answered_at TEXT NOT NULL,
    PRIMARY KEY (sample_id, ordinal, user_id),
    UNIQUE (sample_id, ordinal, number),
    FOREIGN KEY (sample_id, ordinal) REFERENCES validation_cases (sample_id, ordinal)
) STRICT;
CREATE TRIGGER validation_answers_stay_unchanged BEFORE UPDATE ON validation_answers BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;
CREATE TRIGGER validation_answers_stay BEFORE DELETE ON validation_answers BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;

-- A signature rests on a sample.
ALTER TABLE standing_decisions ADD COLUMN sample_id INTEGER REFERENCES validation_samples (sample_id);
CREATE TRIGGER standing_decisions_need_sample BEFORE INSERT ON standing_decisions WHEN NEW.basis = 'signed' AND NEW.sample_id IS NULL
BEGIN SELECT RAISE(ABORT, 'a signature rests on a sample'); END;
