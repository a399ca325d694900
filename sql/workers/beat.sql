-- A worker is there.
-- Parameters: @worker_id text, @host text, @process_id integer, @process_started_at instant, @threads integer, @program text,
-- @state text, @now instant, @lease_until instant
-- Columns: none
insert into workers (worker_id, host, process_id, process_started_at, threads, program, state, started_at, beat_at, lease_until)
values (@worker_id, @host, @process_id, @process_started_at, @threads, @program, @state, @now, @now, @lease_until)
on conflict (worker_id) do update
set state = excluded.state, beat_at = excluded.beat_at, lease_until = excluded.lease_until
