-- Which gaps of this publication's entries are lines beside the one that leads.
-- Parameters: none
-- Columns: none
update gaps
set leads = case when e.leader = gaps.measure then 1 else 0 end
from entries as e
where
    e.entry_id = gaps.entry_id
    and (gaps.leads = 1) <> (e.leader = gaps.measure)
    and (
        e.entry_id in (select s.entry_id from staged_entries as s)
        or e.entry_id in (select t.entry_id from staged_gaps as t))
