-- The newest record of each chain that has any.
-- Parameters: none
-- Columns: chain_id, number
select chain_id, max(number) as number
from audit_records
group by chain_id
order by chain_id
