-- Workers that nobody has heard of for longer than their lease.
-- Parameters: @now instant
-- Columns: worker_id
update workers set state = 'gone' where state <> 'gone' and lease_until < @now returning worker_id
