-- An entry's revision is not the number of people's changes in its history: something wrote past the program; restore a backup, or report it.
-- Parameters: none
-- Columns: entry_id
select e.entry_id
from entries as e
left join entry_events as h on h.entry_id = e.entry_id and h.kind in ('decided', 'taken-back', 'assigned', 'noted')
group by e.entry_id, e.revision
having count(h.event_id) <> e.revision
order by e.entry_id
limit 100
