-- Which gaps of this publication's entries are lines beside the one that leads. The staged ones are looked up as one set: two sets joined by
-- "or" are gone through once for every gap when they outgrow what a server hashes in memory.
-- Parameters: none
-- Columns: none
update gaps
set leads = case when e.leader = gaps.measure then 1 else 0 end
from entries as e
where
    e.entry_id = gaps.entry_id
    and (gaps.leads = 1) <> (e.leader = gaps.measure)
    and e.entry_id in (select s.entry_id from staged_entries as s union select t.entry_id from staged_gaps as t)
