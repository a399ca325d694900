-- Earlier days that are to be looked at.
-- Parameters: @job text, @from_date date, @to_date date, @every_days integer, @requested_at instant, @requested_by text, @reason text
-- Columns: backfill_id
insert into backfills (job, from_date, to_date, every_days, next_date, state, requested_at, requested_by, reason)
values (@job, @from_date, @to_date, @every_days, @from_date, 'working', @requested_at, @requested_by, @reason)
returning backfill_id
