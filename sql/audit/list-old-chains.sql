-- Chains of a key with records before an instant, and the last of these before the first that is newer.
-- Parameters: @key_id text, @before instant
-- Columns: chain_id, started_at, process, key_id, archived_number, archived_seal, last_number
select c.chain_id, c.started_at, c.process, c.key_id, c.archived_number, c.archived_seal,
    coalesce(
        (select min(n.number) - 1 from audit_records as n where n.chain_id = c.chain_id and n.at >= @before),
        (select max(m.number) from audit_records as m where m.chain_id = c.chain_id)
    ) as last_number
from audit_chains as c
where c.key_id = @key_id and exists (select 1 from audit_records as r where r.chain_id = c.chain_id and r.at < @before)
order by c.started_at, c.chain_id
