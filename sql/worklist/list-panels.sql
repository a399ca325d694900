-- Panels to choose from.
-- Parameters: @limit integer
-- Columns: panel
select distinct panel
from clinicians
where panel is not null
order by panel
limit @limit
