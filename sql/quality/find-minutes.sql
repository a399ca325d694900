-- The published median of a measure and quarter.
-- Parameters: @measure text, @quarter date
-- Columns: minutes
select minutes from quality_minutes where measure = @measure and quarter = @quarter
