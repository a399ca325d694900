-- How many records of a key's chains lie before an instant.
-- Parameters: @key_id text, @before instant
-- Columns: records
select count(*) as records
from audit_records as r
inner join audit_chains as c on c.chain_id = r.chain_id
where c.key_id = @key_id and r.at < @before
