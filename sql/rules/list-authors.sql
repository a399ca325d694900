-- Everybody who wrote a part of what is proposed under a name, since something of that name was last put in force.
-- Parameters: @name text
-- Columns: user_id
select distinct c.author_id as user_id
from candidates as c
where c.name = @name and not exists (select 1 from activations as a where a.name = @name and a.author_id is not null and a.at >= c.at)
order by c.author_id
