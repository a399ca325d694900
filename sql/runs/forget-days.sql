-- What runs saw of their last days, once nobody learns from it any more.
-- Parameters: @before date
-- Columns: none
delete from run_days
where run_id in (select run_id from runs where as_of < @before)
