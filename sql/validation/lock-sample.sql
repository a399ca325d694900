-- Waits for whoever works on the same sample in the same moment.
-- Parameters: @sample_id integer
-- Columns: none
update validation_samples set seed = seed where sample_id = @sample_id
