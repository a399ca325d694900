-- Which questions have been answered for which quarters, whatever may be shown of it.
-- Parameters: none
-- Columns: measure, quarter, split
select measure, quarter, split
from quality_rows
where attribute = ''
order by measure, quarter, split
