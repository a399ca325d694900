-- What people changed a schedule to (null: the file's holds again), and what the file said when they did.
-- Parameters: @job text, @own_schedule text, @own_base text
-- Columns: none
update schedules set own_schedule = @own_schedule, own_base = @own_base where job = @job
