-- The records of a chain in their order.
-- Parameters: @chain_id text
-- Columns: chain_id, number, at, who, role, action, subject, detail, origin, seal
select chain_id, number, at, who, role, action, subject, detail, origin, seal
from audit_records
where chain_id = @chain_id
order by number
