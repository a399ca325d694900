-- How far the data reaches by which an entry is listed: the as-of date of its oldest part.
-- Parameters: @entry_id text
-- Columns: as_of
select min(p.as_of) as as_of
from gaps as g
inner join publications as p on p.measure = g.measure and p.site = g.site
where g.entry_id = @entry_id and g.status in ('open', 'withheld')
