-- What policies took away, the newest first.
-- Parameters: @limit integer
-- Columns: day, kind, subject, amount
select day, kind, subject, amount
from removals
order by day desc, kind, subject
limit @limit
