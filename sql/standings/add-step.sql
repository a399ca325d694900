-- Keeps when a pilot comes to a panel.
-- Parameters: @decision_id integer, @panel text, @from_day date, @seed text
-- Columns: none
insert into standing_steps (decision_id, panel, from_day, seed) values (@decision_id, @panel, @from_day, @seed)
