-- Workers that are long gone.
-- Parameters: @before instant
-- Columns: none
delete from workers where state = 'gone' and beat_at < @before
