-- Notes that a person went past an entry.
-- Parameters: @user_id text, @entry_id text, @now instant
-- Columns: none
insert into passed_entries (user_id, entry_id, passed_at)
select @user_id, e.entry_id, @now
from entries as e
where e.entry_id = @entry_id
on conflict (user_id, entry_id) do update set passed_at = excluded.passed_at
