-- Keeps what was asked for of many entries at once.
-- Parameters: @bulk_id text, @kind text, @disposition text, @value text, @until date, @chosen_by text, @asked_by text, @asked_at instant
-- Columns: none
insert into bulk_actions (bulk_id, kind, disposition, value, until, chosen_by, asked_by, asked_at)
values (@bulk_id, @kind, @disposition, @value, @until, @chosen_by, @asked_by, @asked_at)
on conflict (bulk_id) do nothing
