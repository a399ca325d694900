-- What a run saw of its last days at a site, day by day: from such rows of earlier runs the bands are learned that a later one is held against.

CREATE TABLE run_days (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    site TEXT NOT NULL,
    rules_sha256 TEXT NOT NULL, -- of the measures, value sets and lexicon that decide what is counted: only like is held against like
    days TEXT NOT NULL, -- a line a series: table, what is counted, of what, counts from the as-of date backwards; no identifier and no value of anybody
    PRIMARY KEY (run_id, site)
) STRICT;
