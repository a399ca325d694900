-- Who is responsible for a listed patient. A run attributes (by the rule of README, "Whose patient it is"); a person may correct that, and
-- then the person's word holds over all later runs. Neither ever writes the other's columns; what holds is computed from both.
ALTER TABLE people ADD COLUMN attributed_id text COLLATE "C";           -- the clinician by the rule; null: the site's pool, "no clinician"
ALTER TABLE people ADD COLUMN attributed_name text;
ALTER TABLE people ADD COLUMN attributed_panel text COLLATE "C";
ALTER TABLE people ADD COLUMN attributed_by text;                       -- primary-care, visits, ordering, pool; null: no run attributed yet
ALTER TABLE people ADD COLUMN attributed_because text;                  -- the same in one line for people
ALTER TABLE people ADD COLUMN candidates text;                          -- JSON array: who comes next by the rule, for when the first says "not my patient"
ALTER TABLE people ADD COLUMN next_visit_provider_id text COLLATE "C";  -- with whom the next visit is; its name is next_visit_provider
ALTER TABLE people ADD COLUMN corrected_id text COLLATE "C";            -- the clinician by a person's word; null with corrected_at: nobody, the pool
ALTER TABLE people ADD COLUMN corrected_name text;
ALTER TABLE people ADD COLUMN corrected_panel text COLLATE "C";
ALTER TABLE people ADD COLUMN corrected_by text;
ALTER TABLE people ADD COLUMN corrected_at timestamptz;                 -- null: nobody corrected it
ALTER TABLE people ADD COLUMN correction_reason text;
ALTER TABLE people ADD COLUMN clinician_id text COLLATE "C" GENERATED ALWAYS AS (CASE WHEN corrected_at IS NULL THEN attributed_id ELSE corrected_id END) STORED;
ALTER TABLE people ADD COLUMN clinician_name text GENERATED ALWAYS AS (CASE WHEN corrected_at IS NULL THEN attributed_name ELSE corrected_name END) STORED;
ALTER TABLE people ADD COLUMN panel text COLLATE "C" GENERATED ALWAYS AS (CASE WHEN corrected_at IS NULL THEN attributed_panel ELSE corrected_panel END) STORED;
CREATE INDEX people_by_clinician ON people (clinician_id);
CREATE INDEX people_by_panel ON people (panel);
CREATE INDEX people_by_next_visit ON people (next_visit);

-- Who may be responsible, as the source says it: to choose from. Radiologists are not among them.
CREATE TABLE clinicians (
    clinician_id text COLLATE "C" NOT NULL PRIMARY KEY,
    name text NOT NULL,
    role text,
    site text,
    panel text COLLATE "C"
);
