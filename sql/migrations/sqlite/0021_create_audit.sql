-- Who did or saw what: one chain of records a process, each sealed together with the one before it. Records are added, never changed.

CREATE TABLE audit_chains (
    chain_id TEXT NOT NULL PRIMARY KEY,
    started_at TEXT NOT NULL,
    process TEXT NOT NULL, -- what ran, on which machine
    key_id TEXT NOT NULL -- names the key that seals its records; the key itself is not in the database
) STRICT;

CREATE TABLE audit_records (
    chain_id TEXT NOT NULL REFERENCES audit_chains,
    number INTEGER NOT NULL, -- from 1, without a gap
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    role TEXT NOT NULL, -- the role in which it was done; empty: none
    action TEXT NOT NULL,
    subject TEXT NOT NULL, -- what it was done to: an entry, a run, a schedule, an account; never a name or a record number
    detail TEXT NOT NULL,
    origin TEXT NOT NULL, -- from where: an address, or the machine
    seal TEXT NOT NULL, -- HMAC over the seal before it and all of this
    PRIMARY KEY (chain_id, number)
) STRICT;
CREATE INDEX audit_records_by_time ON audit_records (at);
CREATE INDEX audit_records_by_subject ON audit_records (subject, at);

CREATE TRIGGER audit_records_stay_unchanged BEFORE UPDATE ON audit_records BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END;
CREATE TRIGGER audit_records_stay BEFORE DELETE ON audit_records BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END;
