-- What people may do, and about whom: several roles each, a scope of sites and panels, and restricted records that are opened one by one.

-- roles: viewer, reviewer, clinician, clinical-lead, administrator, auditor; several with a space between them.
ALTER TABLE users RENAME COLUMN role TO roles;
-- Who had an account before worked with all patients; an account without a scope works with none.
ALTER TABLE users ADD COLUMN scope text COLLATE "C" NOT NULL DEFAULT '';
UPDATE users SET scope = 'all';
ALTER TABLE users ADD COLUMN may_open_restricted bigint NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN patient_id text COLLATE "C"; -- the person's own id as a patient, who is never shown to this account
ALTER TABLE users ADD COLUMN signed_in_at timestamptz;

-- The places of a scope; accounts of the same scope share them.
CREATE TABLE scope_places (
    scope text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL, -- site, panel
    place text COLLATE "C" NOT NULL,
    PRIMARY KEY (scope, kind, place)
);

-- Restricted records that somebody opened, with the reason: added, never changed.
CREATE TABLE record_openings (
    opening_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES users (user_id),
    patient_id text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    until timestamptz NOT NULL -- from then on it is closed to this person again
);
CREATE INDEX record_openings_by_user ON record_openings (user_id, until, patient_id);
CREATE INDEX people_restricted ON people (patient_id) WHERE restricted = 1;

ALTER TABLE entry_events ADD COLUMN role text COLLATE "C"; -- the role in which a person did it
