-- When the last live run that published all it should ended, if after an instant.
-- Parameters: @after instant
-- Columns: finished_at
select max(finished_at) as finished_at
from runs
where kind = 'live' and state = 'succeeded' and finished_at > @after
