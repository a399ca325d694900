-- Who has an entry open.
-- Parameters: @entry_id text, @now instant
-- Columns: user_id, display_name, since
select c.user_id, u.display_name, c.since
from claims as c
inner join users as u on u.user_id = c.user_id
where c.entry_id = @entry_id and c.until > @now
