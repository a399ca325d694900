-- What reviewers say is wrong with the list, followed up until it is mended; and sentences whose reading must not change unnoticed.

-- One row each time that somebody says so. state: open, explained, fixed, verified; each step stands in the entry's history.
CREATE TABLE disputes (
    dispute_id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL REFERENCES entries (entry_id),
    request_id TEXT NOT NULL,               -- of the decision that it came with
    kind TEXT NOT NULL,                     -- reading, rule, source
    measure TEXT NOT NULL,
    said TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',       -- what was said with the last step
    fixed_in TEXT,                          -- the rules that mend it
    settled_by TEXT,
    settled_at TEXT,                        -- of the last step
    withdrawn_at TEXT                       -- the decision was taken back
) STRICT;
CREATE INDEX disputes_by_entry ON disputes (entry_id);
CREATE INDEX disputes_by_reporter ON disputes (opened_by, settled_at);

-- Sentences of reports, as they stood in the evidence. kind: disputed (read wrongly), confirmed (read rightly).
CREATE TABLE regression_sentences (
    sentence_id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL REFERENCES entries (entry_id),
    dispute_id INTEGER REFERENCES disputes (dispute_id),    -- null: confirmed without one
    kind TEXT NOT NULL,
    sentence TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;
CREATE INDEX regression_sentences_by_entry ON regression_sentences (entry_id);

-- Sentences that a candidate reads otherwise than the rules in force.
CREATE TABLE shadow_sentences (
    shadow_id TEXT NOT NULL REFERENCES shadows (shadow_id),
    sentence_id INTEGER NOT NULL REFERENCES regression_sentences (sentence_id),
    before TEXT NOT NULL,                   -- as it is read by the rules in force
    after TEXT NOT NULL,
    PRIMARY KEY (shadow_id, sentence_id)
) STRICT;

ALTER TABLE activations ADD COLUMN overruled TEXT; -- why confirmed sentences may be read otherwise; null: none is
