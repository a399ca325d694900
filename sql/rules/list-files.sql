-- The files of a set of rules.
-- Parameters: @set_sha256 text
-- Columns: path, content
select f.path, c.content
from rule_set_files as f
inner join rule_contents as c on c.sha256 = f.sha256
where f.set_sha256 = @set_sha256
order by f.path
