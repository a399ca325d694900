-- Marks which of an entry's lines leads it.
-- Parameters: @entry_id text, @leader text
-- Columns: none
update gaps set leads = case when measure = @leader then 1 else 0 end where entry_id = @entry_id
