-- What was put in force, the last first.
-- Parameters: none
-- Columns: number, set_sha256, previous_sha256, shadow_id, name, author_id, author, approver, approver_role, reason, overruled, at
select a.number, a.set_sha256, a.previous_sha256, a.shadow_id, a.name, a.author_id, w.display_name as author, p.display_name as approver, a.approver_role, a.reason, a.overruled, a.at
from activations as a
left join users as w on w.user_id = a.author_id
inner join users as p on p.user_id = a.approver_id
order by a.number desc
