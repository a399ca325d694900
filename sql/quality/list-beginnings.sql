-- Since when there are cases of each measure.
-- Parameters: none
-- Columns: measure, first_day
select measure, min(day_zero) as first_day
from quality_cases
group by measure
order by measure
