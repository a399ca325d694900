-- All chains, the oldest first.
-- Parameters: none
-- Columns: chain_id, started_at, process, key_id, archived_number, archived_seal
select chain_id, started_at, process, key_id, archived_number, archived_seal
from audit_chains
order by started_at, chain_id
