-- How many samples wait because drawing them failed.
-- Parameters: none
-- Columns: samples
select count(*) as samples from validation_samples where problem = 'failed' and drawn_at is null and ended_at is null
