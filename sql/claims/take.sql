-- Takes an entry for a person, or renews what the person has; nothing where a colleague has it open.
-- Parameters: @entry_id text, @user_id text, @page text, @now instant, @until instant
-- Columns: none
insert into claims (entry_id, user_id, page, since, until)
select e.entry_id, @user_id, @page, @now, @until
from entries as e
where e.entry_id = @entry_id
on conflict (entry_id) do update
set
    since = case when claims.user_id = excluded.user_id and claims.until > excluded.since then claims.since else excluded.since end,
    user_id = excluded.user_id, page = excluded.page, until = excluded.until
where claims.user_id = excluded.user_id or claims.until <= excluded.since
