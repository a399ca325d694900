-- The published medians of the newest quarter that has any.
-- Parameters: none
-- Columns: minutes
select minutes
from quality_minutes
where minutes is not null and quarter = (select max(n.quarter) from quality_minutes as n where n.minutes is not null)
order by minutes
