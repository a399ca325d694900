-- Makes room for the entries that are opened, reopened or moved to another patient: those that leave are no longer open from here on.
-- Parameters: none
-- Columns: none
update entries
set finding = 'gone'
from staged_entries s
where entries.entry_id = s.entry_id and s.is_new = 0
    and (s.finding in ('satisfied', 'excluded', 'gone', 'merged') or s.patient_now <> entries.patient_now)
