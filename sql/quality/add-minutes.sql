-- The published median of a measure and quarter; what was published before stays.
-- Parameters: @measure text, @quarter date, @minutes real, @made_as_of date
-- Columns: none
insert into quality_minutes (measure, quarter, minutes, made_as_of)
values (@measure, @quarter, @minutes, @made_as_of)
on conflict (measure, quarter) do nothing
