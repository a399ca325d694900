-- Three roles for one database, none of which can do what it has no need of. Run it in that database as a superuser:
--   psql -d opportune -f postgresql.sql
-- once before the first 'migrate', and again after each: it says what new tables are to whom. Run again it changes nothing else.
--
--   opportune_owner    owns everything; for 'migrate', 'restore', 'set-aside' and the archives of 'retention apply', and for nothing else
--   opportune_service  for 'serve', 'worker', 'run' and the commands of people: reads and writes, but makes, drops and changes no table, and of the audit
--                      trail changes and removes nothing
--   opportune_reports  for reports on the work: counts, states, times, schedules; no person, no text about one
--
-- None has a password here: ALTER ROLE opportune_service PASSWORD '...', or what pg_hba.conf asks for.

DO $$
DECLARE
    role_name text;
    thing record;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['opportune_owner', 'opportune_service', 'opportune_reports'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', role_name);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO opportune_owner, opportune_service, opportune_reports', current_database());
    -- A publication is put together in temporary tables.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO opportune_owner, opportune_service', current_database());
    -- The way back sets the newer state aside in a schema of its own.
    EXECUTE format('GRANT CREATE ON DATABASE %I TO opportune_owner', current_database());
    FOR thing IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO opportune_owner', thing.tablename);
    END LOOP;
    FOR thing IN SELECT p.oid::regprocedure AS signature FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO opportune_owner', thing.signature);
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO opportune_owner;
GRANT USAGE ON SCHEMA public TO opportune_service, opportune_reports;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO opportune_service;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO opportune_service;
ALTER DEFAULT PRIVILEGES FOR ROLE opportune_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO opportune_service;
ALTER DEFAULT PRIVILEGES FOR ROLE opportune_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO opportune_service;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM opportune_reports;

DO $$
BEGIN
    IF to_regclass('public.schema_versions') IS NULL THEN
        RAISE NOTICE 'there are no tables yet: run ''migrate'' as opportune_owner, then this again';
        RETURN;
    END IF;
    REVOKE UPDATE, DELETE ON audit_chains, audit_records FROM opportune_service;
    REVOKE INSERT, UPDATE, DELETE ON schema_versions FROM opportune_service;
    GRANT SELECT ON schema_versions, runs, run_files, run_feeds, run_counts, run_timings, run_parts, publications, schedules, schedule_changes, occasions, backfills,
        alarms, alarm_events, workers TO opportune_reports;
    GRANT SELECT (entry_id, pathway, finding, finding_since, finding_cause, leader, site, tier, priority, index_date, due_date, covered_to, episode, reopenings, first_seen,
        last_run_id, decision, reason, on_episode, returns_on, attempts, decided_at, decided_on, revision, state, queued_since, released_on) ON entries TO opportune_reports;
    -- What a publication counts for the planner. Before PostgreSQL 17 only the owner can: autovacuum does it a minute later.
    IF current_setting('server_version_num')::integer >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO opportune_service';
    END IF;
    -- What Hangfire made for itself, where that carries the messages to workers.
    IF to_regnamespace('hangfire') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA hangfire TO opportune_service;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hangfire TO opportune_service;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA hangfire TO opportune_service;
    END IF;
END
$$;
