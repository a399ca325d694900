-- Who did or saw what: one chain of records a process, each sealed together with the one before it. Records are added, never changed.

CREATE TABLE audit_chains (
    chain_id text COLLATE "C" NOT NULL PRIMARY KEY,
    started_at timestamptz NOT NULL,
    process text NOT NULL, -- what ran, on which machine
    key_id text COLLATE "C" NOT NULL -- names the key that seals its records; the key itself is not in the database
);

CREATE TABLE audit_records (
    chain_id text COLLATE "C" NOT NULL REFERENCES audit_chains,
    number bigint NOT NULL, -- from 1, without a gap
    at timestamptz NOT NULL,
    who text NOT NULL,
    role text COLLATE "C" NOT NULL, -- the role in which it was done; empty: none
    action text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL, -- what it was done to: an entry, a run, a schedule, an account; never a name or a record number
    detail text NOT NULL,
    origin text COLLATE "C" NOT NULL, -- from where: an address, or the machine
    seal text COLLATE "C" NOT NULL, -- HMAC over the seal before it and all of this
    PRIMARY KEY (chain_id, number)
);
CREATE INDEX audit_records_by_time ON audit_records (at);
CREATE INDEX audit_records_by_subject ON audit_records (subject, at);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit records are never changed';
END
$$;
CREATE TRIGGER audit_records_stay BEFORE UPDATE OR DELETE ON audit_records FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
