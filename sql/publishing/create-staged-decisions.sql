-- Where the entries wait whose decisions a publication rests on.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_decisions as
select entry_id, revision from entries where 1 = 0
