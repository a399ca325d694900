-- Notes that a migration was applied, in the transaction that applied it.
-- Parameters: @version integer, @name text, @sha256 text, @applied_at instant, @program text
-- Columns: none
insert into schema_versions (version, name, sha256, applied_at, program)
values (@version, @name, @sha256, @applied_at, @program)
