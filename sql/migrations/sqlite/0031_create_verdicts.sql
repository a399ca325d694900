-- What each version of the rules said of whom, so that a bad one can be called back: which patients it listed, withheld, closed or excluded.

-- Measure, value sets and lexicon that a part was published by, once each.
CREATE TABLE rule_versions (
    version_id INTEGER PRIMARY KEY AUTOINCREMENT,
    measure TEXT NOT NULL,
    site TEXT NOT NULL,
    measure_version INTEGER NOT NULL,
    measure_sha256 TEXT NOT NULL,
    sets_sha256 TEXT NOT NULL,
    lexicon_sha256 TEXT NOT NULL,
    first_run_id TEXT NOT NULL REFERENCES runs (run_id),
    first_as_of TEXT NOT NULL,
    UNIQUE (measure, site, measure_sha256, sets_sha256, lexicon_sha256)
) STRICT;

-- Added when a version first says so of a patient; stays when it says something else, and when the gap is gone.
CREATE TABLE verdicts (
    version_id INTEGER NOT NULL REFERENCES rule_versions (version_id),
    patient_id TEXT NOT NULL,
    status TEXT NOT NULL,       -- open, withheld, closed, excluded
    reason TEXT NOT NULL,
    entry_id TEXT,              -- null: it was silent, or never listed
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    as_of TEXT NOT NULL,
    PRIMARY KEY (version_id, patient_id, status)
) STRICT;

INSERT INTO rule_versions (measure, site, measure_version, measure_sha256, sets_sha256, lexicon_sha256, first_run_id, first_as_of)
SELECT measure, site, measure_version, measure_sha256, sets_sha256, lexicon_sha256, run_id, as_of FROM publications ORDER BY measure, site;
INSERT INTO verdicts (version_id, patient_id, status, reason, entry_id, run_id, as_of)
SELECT v.version_id, g.patient_id, g.status, g.status_reason, g.entry_id, v.first_run_id, v.first_as_of
FROM gaps AS g INNER JOIN rule_versions AS v ON v.measure = g.measure AND v.site = g.site
WHERE g.status <> 'prospective';
