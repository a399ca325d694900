-- All published tables of a measure.
-- Parameters: @measure text
-- Columns: quarter, split, attribute, place, having_it, lacking_it
select quarter, split, attribute, place, having_it, lacking_it
from quality_rows
where measure = @measure
order by quarter, split, attribute, place
