-- The newest record of a chain; where all of it lies in archives, the last of these.
-- Parameters: @chain_id text
-- Columns: number, seal
select number, seal
from (
    select number, seal from audit_records where chain_id = @chain_id
    union all
    select archived_number, archived_seal from audit_chains where chain_id = @chain_id and archived_number > 0
) as newest
order by number desc
limit 1
