-- Sites of which something is published.
-- Parameters: none
-- Columns: site
select distinct site
from publications
where site <> ''
order by site
