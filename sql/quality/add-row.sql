-- A row of a published table; what was published before stays.
-- Parameters: @measure text, @quarter date, @split text, @attribute text, @place text, @having_it integer, @lacking_it integer, @as_of date
-- Columns: none
insert into quality_rows (measure, quarter, split, attribute, place, having_it, lacking_it, made_as_of)
values (@measure, @quarter, @split, @attribute, @place, @having_it, @lacking_it, @as_of)
