-- Removes the patients of what was held beside the rules in force before an instant; its counts stay.
-- Parameters: @before instant
-- Columns: none
delete from shadow_rows where shadow_id in (select s.shadow_id from shadows as s where s.ended_at < @before)
