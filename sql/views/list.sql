-- Views of a person, and those that others share: the person's own first, each by name.
-- Parameters: @owner text, @limit integer
-- Columns: view_id, owner, owner_name, name, query, shared
select v.view_id, v.owner, u.display_name as owner_name, v.name, v.query, v.shared
from views as v
inner join users as u on u.user_id = v.owner
where v.removed_at is null and (v.owner = @owner or v.shared = 1)
order by case when v.owner = @owner then 0 else 1 end, v.name, v.view_id
limit @limit
