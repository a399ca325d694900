-- What is shown of a case.
-- Parameters: @sample_id integer, @ordinal integer
-- Columns: shown
select shown from validation_cases where sample_id = @sample_id and ordinal = @ordinal
