-- Keeps that a file left the house, or came back.
-- Parameters: @export_id text, @direction text, @made_by text, @made_at instant, @format text, @filter text, @rows_written integer, @left_out text,
--             @data_up_to date, @confirmed text, @file_sha256 text
-- Columns: none
insert into exports (export_id, direction, made_by, made_at, format, filter, rows_written, left_out, data_up_to, confirmed, file_sha256)
values (@export_id, @direction, @made_by, @made_at, @format, @filter, @rows_written, @left_out, @data_up_to, @confirmed, @file_sha256)
