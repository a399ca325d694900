-- Who the patients of the worklist are to those who work on it: display only, never used by a rule. Written by publications, for
-- patients with an entry; what the source does not say is null.
CREATE TABLE people (
    patient_id text COLLATE "C" NOT NULL PRIMARY KEY,
    mrn text,
    display_name text,
    birth_date date,
    sex text,
    phone text,
    site text,
    provider_id text,                         -- responsible clinician, as the source says
    provider_name text,
    next_visit date,                          -- the first appointment after the as-of date
    next_visit_provider text,
    restricted bigint NOT NULL DEFAULT 0,       -- 1: the source asks for special care with who sees it
    searched text COLLATE "C" NOT NULL DEFAULT ''       -- record number, name and patient id in lower case, for the search box
);
