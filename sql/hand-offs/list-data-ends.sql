-- How far the data reaches by which an entry is listed: of each of its parts the as-of date, and when the newest file was written.
-- Parameters: @entry_id text
-- Columns: as_of, inputs_changed_at
select p.as_of, r.inputs_changed_at
from gaps as g
inner join publications as p on p.measure = g.measure and p.site = g.site
inner join runs as r on r.run_id = p.run_id
where g.entry_id = @entry_id and g.status in ('open', 'withheld')
