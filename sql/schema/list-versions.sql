-- What has been applied to this database, in order.
-- Parameters: none
-- Columns: version, name, sha256, program
select version, name, sha256, program
from schema_versions
order by version
