-- What each version of the rules said of whom, so that a bad one can be called back: which patients it listed, withheld, closed or excluded.

-- Measure, value sets and lexicon that a part was published by, once each.
CREATE TABLE rule_versions (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure text COLLATE "C" NOT NULL,
    site text COLLATE "C" NOT NULL,
    measure_version bigint NOT NULL,
    measure_sha256 text COLLATE "C" NOT NULL,
    sets_sha256 text COLLATE "C" NOT NULL,
    lexicon_sha256 text COLLATE "C" NOT NULL,
    first_run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    first_as_of date NOT NULL,
    UNIQUE (measure, site, measure_sha256, sets_sha256, lexicon_sha256)
);

-- Added when a version first says so of a patient; stays when it says something else, and when the gap is gone.
CREATE TABLE verdicts (
    version_id bigint NOT NULL REFERENCES rule_versions (version_id),
    patient_id text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,       -- open, withheld, closed, excluded
    reason text NOT NULL,
    entry_id text COLLATE "C",              -- null: it was silent, or never listed
    run_id text COLLATE "C" NOT NULL REFERENCES runs (run_id),
    as_of date NOT NULL,
    PRIMARY KEY (version_id, patient_id, status)
);

INSERT INTO rule_versions (measure, site, measure_version, measure_sha256, sets_sha256, lexicon_sha256, first_run_id, first_as_of)
SELECT measure, site, measure_version, measure_sha256, sets_sha256, lexicon_sha256, run_id, as_of FROM publications ORDER BY measure, site;
INSERT INTO verdicts (version_id, patient_id, status, reason, entry_id, run_id, as_of)
SELECT v.version_id, g.patient_id, g.status, g.status_reason, g.entry_id, v.first_run_id, v.first_as_of
FROM gaps AS g INNER JOIN rule_versions AS v ON v.measure = g.measure AND v.site = g.site
WHERE g.status <> 'prospective';
