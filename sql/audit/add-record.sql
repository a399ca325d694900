-- Adds a record to a chain; nothing where it is there already, for a transaction whose end was not heard of is done again.
-- Parameters: @chain_id text, @number integer, @at instant, @who text, @role text, @action text, @subject text, @detail text, @origin text, @seal text
-- Columns: none
insert into audit_records (chain_id, number, at, who, role, action, subject, detail, origin, seal)
values (@chain_id, @number, @at, @who, @role, @action, @subject, @detail, @origin, @seal)
on conflict (chain_id, number) do nothing
