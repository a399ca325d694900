-- What has been applied to this database: one row a migration, written in the transaction that applied it.
create table schema_versions (
    version int not null primary key,
    name text not null,
    sha256 text not null,
    applied_at text not null,
    program text not null
) strict;
