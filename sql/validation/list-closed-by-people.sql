-- Patients whose entry a person closed, where the measure leads at the site; by them nobody learns who it was.
-- Parameters: @measure text, @site text
-- Columns: patient_now
select distinct patient_now from entries where leader = @measure and site = @site and state = 'closed-by-person'
