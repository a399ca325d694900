-- Blind samples by which a measure is judged at a site, and what people said of their cases.

CREATE TABLE validation_samples (
    sample_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,         -- going-live, after-change, monthly
    seed text COLLATE "C" NOT NULL,         -- decides who is drawn
    asked_by text NOT NULL,
    role text COLLATE "C" NOT NULL,         -- in which; empty: none
    asked_at timestamptz NOT NULL,
    drawn_at timestamptz,              -- null: the next run that publishes the measure at the site draws it
    run_id text COLLATE "C",
    as_of date,
    measure_version bigint,
    measure_sha256 text COLLATE "C",
    sets_sha256 text COLLATE "C",
    lexicon_sha256 text COLLATE "C",
    settled_at timestamptz,            -- when the last case was settled; the texts are gone from then on
    ended_at timestamptz,              -- given up
    ended_by text
);
CREATE INDEX validation_samples_by_part ON validation_samples (measure, site, sample_id);

CREATE TABLE validation_cases (
    sample_id bigint NOT NULL REFERENCES validation_samples (sample_id),
    ordinal bigint NOT NULL,   -- in an order that says nothing about the stratum
    stratum text COLLATE "C" NOT NULL,      -- what the program said: listed, mention, left-out, no-mention, closed-by-person
    patient_id text COLLATE "C" NOT NULL,
    shown text,                 -- JSON: age, sex, reports with their text, coded facts; null: wiped
    PRIMARY KEY (sample_id, ordinal)
);

-- Append-only.
CREATE TABLE validation_answers (
    sample_id bigint NOT NULL,
    ordinal bigint NOT NULL,
    number bigint NOT NULL,    -- of the case's answers, from 1
    user_id text COLLATE "C" NOT NULL REFERENCES users (user_id),
    role text COLLATE "C" NOT NULL,         -- in which
    answer text COLLATE "C" NOT NULL,       -- should-be-listed, should-not-be-listed, cannot-tell
    cause text COLLATE "C" NOT NULL,
    settles bigint NOT NULL,   -- 1: decides between two that differ
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (sample_id, ordinal, user_id),
    UNIQUE (sample_id, ordinal, number),
    FOREIGN KEY (sample_id, ordinal) REFERENCES validation_cases (sample_id, ordinal)
);
CREATE FUNCTION refuse_answer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'answers are never changed';
END
$$;
CREATE TRIGGER validation_answers_stay BEFORE UPDATE OR DELETE ON validation_answers FOR EACH ROW EXECUTE FUNCTION refuse_answer_change();

-- A signature rests on a sample.
ALTER TABLE standing_decisions ADD COLUMN sample_id bigint REFERENCES validation_samples (sample_id);
ALTER TABLE standing_decisions ADD CONSTRAINT standing_decisions_need_sample CHECK (basis <> 'signed' OR sample_id IS NOT NULL) NOT VALID;
