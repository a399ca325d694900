-- What reviewers say is wrong with the list, followed up until it is mended; and sentences whose reading must not change unnoticed.

-- One row each time that somebody says so. state: open, explained, fixed, verified; each step stands in the entry's history.
CREATE TABLE disputes (
    dispute_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id text COLLATE "C" NOT NULL REFERENCES entries (entry_id),
    request_id text COLLATE "C" NOT NULL,               -- of the decision that it came with
    kind text COLLATE "C" NOT NULL,                     -- reading, rule, source
    measure text COLLATE "C" NOT NULL,
    said text NOT NULL,
    opened_by text COLLATE "C" NOT NULL,
    opened_at timestamptz NOT NULL,
    state text COLLATE "C" NOT NULL,
    outcome text NOT NULL DEFAULT '',       -- what was said with the last step
    fixed_in text COLLATE "C",                          -- the rules that mend it
    settled_by text COLLATE "C",
    settled_at timestamptz,                        -- of the last step
    withdrawn_at timestamptz                       -- the decision was taken back
);
CREATE INDEX disputes_by_entry ON disputes (entry_id);
CREATE INDEX disputes_by_reporter ON disputes (opened_by, settled_at);

-- Sentences of reports, as they stood in the evidence. kind: disputed (read wrongly), confirmed (read rightly).
CREATE TABLE regression_sentences (
    sentence_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id text COLLATE "C" NOT NULL REFERENCES entries (entry_id),
    dispute_id bigint REFERENCES disputes (dispute_id),    -- null: confirmed without one
    kind text COLLATE "C" NOT NULL,
    sentence text NOT NULL,
    added_by text COLLATE "C" NOT NULL,
    added_at timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE INDEX regression_sentences_by_entry ON regression_sentences (entry_id);

-- Sentences that a candidate reads otherwise than the rules in force.
CREATE TABLE shadow_sentences (
    shadow_id text COLLATE "C" NOT NULL REFERENCES shadows (shadow_id),
    sentence_id bigint NOT NULL REFERENCES regression_sentences (sentence_id),
    before text NOT NULL,                   -- as it is read by the rules in force
    after text NOT NULL,
    PRIMARY KEY (shadow_id, sentence_id)
);

ALTER TABLE activations ADD COLUMN overruled text; -- why confirmed sentences may be read otherwise; null: none is
