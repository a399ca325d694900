-- What has been applied to this database: one row a migration, written in the transaction that applied it.
create table schema_versions (
    version bigint not null primary key,
    name text collate "C" not null,
    sha256 text collate "C" not null,
    applied_at timestamptz not null,
    program text collate "C" not null
);
