-- What left the house and came back, the newest first.
-- Parameters: @limit integer
-- Columns: export_id, direction, made_by, made_at, format, filter, rows_written, left_out, data_up_to, confirmed, file_sha256
select export_id, direction, made_by, made_at, format, filter, rows_written, left_out, data_up_to, confirmed, file_sha256
from exports
order by made_at desc, export_id desc
limit @limit
