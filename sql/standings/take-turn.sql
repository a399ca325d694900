-- Waits for whoever decides about a measure in the same moment.
-- Parameters: none
-- Columns: none
insert into installation (name, value) values ('standings', '') on conflict (name) do update set value = excluded.value
