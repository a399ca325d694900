-- Keeps a case of a sample.
-- Parameters: @sample_id integer, @ordinal integer, @stratum text, @patient_id text, @shown text
-- Columns: none
insert into validation_cases (sample_id, ordinal, stratum, patient_id, shown) values (@sample_id, @ordinal, @stratum, @patient_id, @shown)
