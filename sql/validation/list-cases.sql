-- The cases of a sample without what is shown of them.
-- Parameters: @sample_id integer
-- Columns: ordinal, stratum, patient_id
select ordinal, stratum, patient_id from validation_cases where sample_id = @sample_id order by ordinal
