-- Keeps a row of evidence that a person entered; gives its number.
-- Parameters: @entry_id text, @patient_id text, @table_name text, @code_system text, @code text, @display text, @event_date date, @value real,
--             @unit text, @entered_by text, @entered_at instant, @request_id text
-- Columns: number
insert into reported_rows (
    entry_id, patient_id, table_name, code_system, code, display, event_date, value, unit, entered_by, entered_at, request_id)
values (
    @entry_id, @patient_id, @table_name, @code_system, @code, @display, @event_date, @value, @unit, @entered_by, @entered_at, @request_id)
returning number
