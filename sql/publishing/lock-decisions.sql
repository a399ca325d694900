-- Finds whether people's decisions are still as they were compared, and keeps them so until the transaction ends: it writes what is there.
-- Parameters: none
-- Columns: none
update entries
set finding = entries.finding
from staged_decisions d
where entries.entry_id = d.entry_id and entries.revision = d.revision
