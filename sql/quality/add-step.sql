-- A point of a published curve.
-- Parameters: @measure text, @quarter date, @days integer, @at_risk integer, @without_it real, @standard_error real
-- Columns: none
insert into quality_steps (measure, quarter, days, at_risk, without_it, standard_error)
values (@measure, @quarter, @days, @at_risk, @without_it, @standard_error)
