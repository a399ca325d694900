-- What is proposed under each name, the newest first; of one name the last counts.
-- Parameters: none
-- Columns: name, set_sha256, base_sha256, author_id, author, what, at
select c.name, c.set_sha256, c.base_sha256, c.author_id, u.display_name as author, c.what, c.at
from candidates as c
inner join users as u on u.user_id = c.author_id
where c.candidate_id in (select max(l.candidate_id) from candidates as l group by l.name)
order by c.candidate_id desc
