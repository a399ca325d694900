-- What a policy took away, by day, kind and job or archive.
-- Parameters: @day date, @kind text, @subject text, @amount integer
-- Columns: none
insert into removals (day, kind, subject, amount) values (@day, @kind, @subject, @amount)
on conflict (day, kind, subject) do update set amount = removals.amount + excluded.amount
