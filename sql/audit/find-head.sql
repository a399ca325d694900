-- The newest record of a chain.
-- Parameters: @chain_id text
-- Columns: number, seal
select number, seal
from audit_records
where chain_id = @chain_id
order by number desc
limit 1
