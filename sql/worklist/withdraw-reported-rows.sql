-- Withdraws what a request entered as evidence; gives the rows that were still valid.
-- Parameters: @request_id text, @withdrawn_by text, @withdrawn_at instant
-- Columns: number, entry_id, display
update reported_rows
set withdrawn_by = @withdrawn_by, withdrawn_at = @withdrawn_at
where request_id = @request_id and withdrawn_at is null
returning number, entry_id, display
