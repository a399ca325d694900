-- What is stopped at once: a measure, a tier of it, or what rests on a concept of the lexicon. Its entries stay on the list, grey, and leave the house no more.

CREATE TABLE pauses (
    pause_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure text COLLATE "C",               -- null: of any measure
    tier bigint,               -- null: any
    concept text COLLATE "C",               -- concept of the lexicon that a finding is; null: whatever it rests on
    reason text NOT NULL,
    paused_by text NOT NULL,
    role text COLLATE "C" NOT NULL,         -- in which
    paused_at timestamptz NOT NULL,
    ended_by text,              -- null: it holds
    ended_role text COLLATE "C",
    ended_at timestamptz,
    end_reason text,
    CHECK (measure IS NOT NULL OR (concept IS NOT NULL AND tier IS NULL))
);
CREATE INDEX pauses_that_hold ON pauses (pause_id) WHERE ended_at IS NULL;
