-- When cases of a measure began, by patient, between two days.
-- Parameters: @measure text, @first_day date, @last_day date
-- Columns: patient_id, day_zero
select patient_id, day_zero
from quality_cases
where measure = @measure and day_zero between @first_day and @last_day
order by day_zero
