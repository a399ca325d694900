-- What a policy takes away: files and details of runs, whole runs that nothing names, and audit records that went into an archive.

CREATE TABLE removals (
    day TEXT NOT NULL,
    kind TEXT NOT NULL, -- run-files, run-details, runs, audit-records
    subject TEXT NOT NULL, -- the job, or the archive's file
    amount INTEGER NOT NULL,
    PRIMARY KEY (day, kind, subject)
) STRICT;

ALTER TABLE runs ADD COLUMN details_gone_at TEXT; -- its counts, files, feeds, timings, parts and changes were removed; null: they are here

-- A chain goes on from the last record that an archive holds.
ALTER TABLE audit_chains ADD COLUMN archived_number INTEGER NOT NULL DEFAULT 0; -- up to there its records are in archives
ALTER TABLE audit_chains ADD COLUMN archived_seal TEXT NOT NULL DEFAULT ''; -- the seal of that one

DROP TRIGGER audit_records_stay;
CREATE TRIGGER audit_records_stay BEFORE DELETE ON audit_records
WHEN NOT EXISTS (SELECT 1 FROM audit_chains c WHERE c.chain_id = OLD.chain_id AND c.archived_number >= OLD.number)
BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END;
