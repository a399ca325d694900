-- Removes the texts of a sample's cases.
-- Parameters: @sample_id integer
-- Columns: none
update validation_cases set shown = null where sample_id = @sample_id and shown is not null
