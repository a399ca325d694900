-- Makes cases members of their quarter's tables; whether they were early is said when that is published.
-- Parameters: @measure text
-- Columns: none
update quality_cases
set counted = s.counted, early = s.early
from staged_counted as s
where quality_cases.measure = @measure and quality_cases.gap_id = s.gap_id
