-- Begins a chain.
-- Parameters: @chain_id text, @started_at instant, @process text, @key_id text
-- Columns: none
insert into audit_chains (chain_id, started_at, process, key_id) values (@chain_id, @started_at, @process, @key_id)
on conflict (chain_id) do nothing
