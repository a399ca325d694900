-- How many patients a panel has; counted no further than a limit.
-- Parameters: @panel text, @limit integer
-- Columns: patients
select count(*) as patients
from (select 1 as found from people where panel = @panel limit @limit) as found
