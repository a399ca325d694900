-- Lets the chosen entries out of the queue.
-- Parameters: @as_of date
-- Columns: none
update entries
set released_on = @as_of, due_date = s.due_date
from staged_released s
where entries.entry_id = s.entry_id
