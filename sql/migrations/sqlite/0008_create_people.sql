-- Who the patients of the worklist are to those who work on it: display only, never used by a rule. Written by publications, for
-- patients with an entry; what the source does not say is null.
CREATE TABLE people (
    patient_id TEXT NOT NULL PRIMARY KEY,
    mrn TEXT,
    display_name TEXT,
    birth_date TEXT,
    sex TEXT,
    phone TEXT,
    site TEXT,
    provider_id TEXT,                         -- responsible clinician, as the source says
    provider_name TEXT,
    next_visit TEXT,                          -- the first appointment after the as-of date
    next_visit_provider TEXT,
    restricted INTEGER NOT NULL DEFAULT 0,       -- 1: the source asks for special care with who sees it
    searched TEXT NOT NULL DEFAULT ''       -- record number, name and patient id in lower case, for the search box
) STRICT;
