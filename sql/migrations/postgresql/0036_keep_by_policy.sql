-- What a policy takes away: files and details of runs, whole runs that nothing names, and audit records that went into an archive.

CREATE TABLE removals (
    day date NOT NULL,
    kind text COLLATE "C" NOT NULL, -- run-files, run-details, runs, audit-records
    subject text COLLATE "C" NOT NULL, -- the job, or the archive's file
    amount bigint NOT NULL,
    PRIMARY KEY (day, kind, subject)
);

ALTER TABLE runs ADD COLUMN details_gone_at timestamptz; -- its counts, files, feeds, timings, parts and changes were removed; null: they are here

-- A chain goes on from the last record that an archive holds.
ALTER TABLE audit_chains ADD COLUMN archived_number bigint NOT NULL DEFAULT 0; -- up to there its records are in archives
ALTER TABLE audit_chains ADD COLUMN archived_seal text COLLATE "C" NOT NULL DEFAULT ''; -- the seal of that one

CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM audit_chains c WHERE c.chain_id = OLD.chain_id AND c.archived_number >= OLD.number) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit records are never changed';
END
$$;
