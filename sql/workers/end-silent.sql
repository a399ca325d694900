-- Workers that nobody has heard of for longer than their lease. They are lost, not gone: they did not say that they leave.
-- Parameters: @now instant
-- Columns: worker_id
update workers set state = 'lost' where state in ('working', 'leaving') and lease_until < @now returning worker_id
