-- The first day on which cases of a measure came to people.
-- Parameters: @measure text
-- Columns: began
select min(listed_on) as began
from quality_cases
where measure = @measure
