-- Why a sample was not drawn, and sentences that blind samples settled: of those who were never listed, too.

ALTER TABLE validation_samples ADD COLUMN problem TEXT; -- why the last run that could have drawn it did not: no-text, held, failed
ALTER TABLE validation_samples ADD COLUMN problem_at TEXT;

-- A column that may be empty from now on: the tables are made anew.
CREATE TABLE shadow_sentences_before AS SELECT * FROM shadow_sentences;
CREATE TABLE regression_sentences_before AS SELECT * FROM regression_sentences;
DROP TABLE shadow_sentences;
DROP TABLE regression_sentences;
CREATE TABLE regression_sentences (
    sentence_id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT REFERENCES entries (entry_id),
    dispute_id INTEGER REFERENCES disputes (dispute_id),    -- null: confirmed without one
    kind TEXT NOT NULL,
    sentence TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    removed_at TEXT,
    sample_id INTEGER REFERENCES validation_samples (sample_id), -- null: of an entry alone
    CHECK (entry_id IS NOT NULL OR sample_id IS NOT NULL)
) STRICT;
CREATE INDEX regression_sentences_by_entry ON regression_sentences (entry_id);
INSERT INTO regression_sentences (sentence_id, entry_id, dispute_id, kind, sentence, added_by, added_at, removed_at)
SELECT sentence_id, entry_id, dispute_id, kind, sentence, added_by, added_at, removed_at FROM regression_sentences_before;
CREATE TABLE shadow_sentences (
    shadow_id TEXT NOT NULL REFERENCES shadows (shadow_id),
    sentence_id INTEGER NOT NULL REFERENCES regression_sentences (sentence_id),
    before TEXT NOT NULL,                   -- as it is read by the rules in force
    after TEXT NOT NULL,
    PRIMARY KEY (shadow_id, sentence_id)
) STRICT;
INSERT INTO shadow_sentences (shadow_id, sentence_id, before, after) SELECT shadow_id, sentence_id, before, after FROM shadow_sentences_before;
DROP TABLE shadow_sentences_before;
DROP TABLE regression_sentences_before;
