-- The published curve of a measure and quarter.
-- Parameters: @measure text, @quarter date
-- Columns: days, at_risk, without_it, standard_error
select days, at_risk, without_it, standard_error
from quality_steps
where measure = @measure and quarter = @quarter
order by days
