-- An entry was merged into another and does not say which, or that one is of another pathway; report it.
-- Parameters: none
-- Columns: entry_id
select e.entry_id
from entries as e
left join entries as s on s.entry_id = e.merged_into
where e.finding = 'merged' and (s.entry_id is null or s.pathway <> e.pathway)
order by e.entry_id
limit 100
