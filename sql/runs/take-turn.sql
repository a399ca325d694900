-- Lets those that begin a run stand in line: whoever wrote this row last goes on when the one before has committed.
-- Parameters: none
-- Columns: none
insert into installation (name, value) values ('begins', 'in turn')
on conflict (name) do update set value = excluded.value
