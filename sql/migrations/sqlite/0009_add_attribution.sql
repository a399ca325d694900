-- Who is responsible for a listed patient. A run attributes (by the rule of README, "Whose patient it is"); a person may correct that, and
-- then the person's word holds over all later runs. Neither ever writes the other's columns; what holds is computed from both.
ALTER TABLE people ADD COLUMN attributed_id TEXT;          -- the clinician by the rule; null: the site's pool, "no clinician"
ALTER TABLE people ADD COLUMN attributed_name TEXT;
ALTER TABLE people ADD COLUMN attributed_panel TEXT;
ALTER TABLE people ADD COLUMN attributed_by TEXT;                       -- primary-care, visits, ordering, pool; null: no run attributed yet
ALTER TABLE people ADD COLUMN attributed_because TEXT;                  -- the same in one line for people
ALTER TABLE people ADD COLUMN candidates TEXT;                          -- JSON array: who comes next by the rule, for when the first says "not my patient"
ALTER TABLE people ADD COLUMN next_visit_provider_id TEXT;  -- with whom the next visit is; its name is next_visit_provider
ALTER TABLE people ADD COLUMN corrected_id TEXT;            -- the clinician by a person's word; null with corrected_at: nobody, the pool
ALTER TABLE people ADD COLUMN corrected_name TEXT;
ALTER TABLE people ADD COLUMN corrected_panel TEXT;
ALTER TABLE people ADD COLUMN corrected_by TEXT;
ALTER TABLE people ADD COLUMN corrected_at TEXT;                 -- null: nobody corrected it
ALTER TABLE people ADD COLUMN correction_reason TEXT;
ALTER TABLE people ADD COLUMN clinician_id TEXT GENERATED ALWAYS AS (CASE WHEN corrected_at IS NULL THEN attributed_id ELSE corrected_id END) VIRTUAL;
ALTER TABLE people ADD COLUMN clinician_name TEXT GENERATED ALWAYS AS (CASE WHEN corrected_at IS NULL THEN attributed_name ELSE corrected_name END) VIRTUAL;
ALTER TABLE people ADD COLUMN panel TEXT GENERATED ALWAYS AS (CASE WHEN corrected_at IS NULL THEN attributed_panel ELSE corrected_panel END) VIRTUAL;
CREATE INDEX people_by_clinician ON people (clinician_id);
CREATE INDEX people_by_panel ON people (panel);
CREATE INDEX people_by_next_visit ON people (next_visit);

-- Who may be responsible, as the source says it: to choose from. Radiologists are not among them.
CREATE TABLE clinicians (
    clinician_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT,
    site TEXT,
    panel TEXT
) STRICT;
