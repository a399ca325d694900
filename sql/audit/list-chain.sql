-- The records of a chain behind those that lie in archives, in their order.
-- Parameters: @chain_id text, @after integer
-- Columns: chain_id, number, at, who, role, action, subject, detail, origin, seal
select chain_id, number, at, who, role, action, subject, detail, origin, seal
from audit_records
where chain_id = @chain_id and number > @after
order by number
