-- What is stopped at once: a measure, a tier of it, or what rests on a concept of the lexicon. Its entries stay on the list, grey, and leave the house no more.

CREATE TABLE pauses (
    pause_id INTEGER PRIMARY KEY AUTOINCREMENT,
    measure TEXT,               -- null: of any measure
    tier INTEGER,               -- null: any
    concept TEXT,               -- concept of the lexicon that a finding is; null: whatever it rests on
    reason TEXT NOT NULL,
    paused_by TEXT NOT NULL,
    role TEXT NOT NULL,         -- in which
    paused_at TEXT NOT NULL,
    ended_by TEXT,              -- null: it holds
    ended_role TEXT,
    ended_at TEXT,
    end_reason TEXT,
    CHECK (measure IS NOT NULL OR (concept IS NOT NULL AND tier IS NULL))
) STRICT;
CREATE INDEX pauses_that_hold ON pauses (pause_id) WHERE ended_at IS NULL;
