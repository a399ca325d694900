-- Whether a measure is given to people at a site: silent (computed and kept, shown to nobody), pilot (shown to named panels) or live.

-- What was decided, append-only; the last one of a measure and site holds, and where there is none the measure is silent. Measure and site '*': every
-- part without a decision of its own, of an invented hospital alone.
CREATE TABLE standing_decisions (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    measure TEXT NOT NULL,
    site TEXT NOT NULL,         -- '' where the source names none
    standing TEXT NOT NULL CHECK (standing IN ('silent', 'pilot', 'live')),
    panels TEXT NOT NULL,       -- of a pilot: one a line, in order
    basis TEXT NOT NULL CHECK (basis IN ('decided', 'signed', 'carried-over', 'invented')),
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    role TEXT NOT NULL,         -- in which; empty: none
    decided_at TEXT NOT NULL,
    run_id TEXT,                -- the run that was published then; null: none was
    measure_version INTEGER,    -- as published then
    measure_sha256 TEXT,
    sets_sha256 TEXT,
    lexicon_sha256 TEXT,
    CHECK (standing <> 'live' OR basis <> 'decided'),
    CHECK (basis <> 'signed' OR (role = 'clinical-lead' AND measure_version IS NOT NULL AND measure_sha256 IS NOT NULL AND sets_sha256 IS NOT NULL AND lexicon_sha256 IS NOT NULL)),
    CHECK ((measure = '*') = (basis = 'invented') AND (site = '*') = (basis = 'invented'))
) STRICT;
CREATE INDEX standing_decisions_by_part ON standing_decisions (measure, site, decision_id);
CREATE TRIGGER standing_decisions_stay_unchanged BEFORE UPDATE ON standing_decisions BEGIN SELECT RAISE(ABORT, 'decisions about measures are never changed'); END;
CREATE TRIGGER standing_decisions_stay BEFORE DELETE ON standing_decisions BEGIN SELECT RAISE(ABORT, 'decisions about measures are never changed'); END;

-- What is shown by the decisions in force, written with each: panel '': all patients of the site. What is not here is silent.
CREATE TABLE shown_parts (
    measure TEXT NOT NULL,
    site TEXT NOT NULL,
    panel TEXT NOT NULL,
    PRIMARY KEY (measure, site, panel)
) STRICT;

-- What people work on already goes on.
INSERT INTO standing_decisions (measure, site, standing, panels, basis, reason, decided_by, role, decided_at, run_id, measure_version, measure_sha256, sets_sha256, lexicon_sha256)
SELECT
    w.measure, w.site, 'live', '', 'carried-over', 'People worked with it before the program asked for a decision. Nobody has validated it here by the program.', 'migration 26', '',
    strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z', p.run_id, p.measure_version, p.measure_sha256, p.sets_sha256, p.lexicon_sha256
FROM (SELECT measure, site FROM publications UNION SELECT leader, site FROM entries) AS w
LEFT JOIN publications AS p ON p.measure = w.measure AND p.site = w.site
ORDER BY w.measure, w.site;
INSERT INTO shown_parts (measure, site, panel) SELECT measure, site, '' FROM standing_decisions;

-- Each entry of a list is asked for its measure and site: lists are read and counted from indexes that hold both.
DROP INDEX entries_to_do;
CREATE INDEX entries_to_do ON entries (finding, tier, (CASE WHEN state = 'reopened' THEN 0 ELSE 1 END), due_key, entry_id, patient_now, state, first_seen, site, assignee, leader)
    WHERE state IN ('new', 'in-review', 'reopened');
DROP INDEX entries_to_do_by_patient;
CREATE INDEX entries_to_do_by_patient ON entries (patient_now, finding, tier, leader, site)
    WHERE state IN ('new', 'in-review', 'reopened');
DROP INDEX entries_by_first_seen;
CREATE INDEX entries_by_first_seen ON entries (finding, first_seen DESC, entry_id, state, patient_now, leader, site);
DROP INDEX entries_by_due;
CREATE INDEX entries_by_due ON entries (finding, due_key, entry_id, state, patient_now, leader, site);
DROP INDEX entries_by_state;
CREATE INDEX entries_by_state ON entries (state, tier, due_key, entry_id, returns_on, patient_now, leader, site);
DROP INDEX entries_by_return;
CREATE INDEX entries_by_return ON entries (returns_on, state_lapsed, finding, state, tier, due_key, entry_id, patient_now, leader, first_seen, site) WHERE returns_on IS NOT NULL;
DROP INDEX entries_next;
CREATE INDEX entries_next ON entries (finding, state, tier, due_key, index_date DESC, patient_now, entry_id, leader, site)
    WHERE state IN ('new', 'reopened');
