-- Adds to a schedule's history.
-- Parameters: @job text, @at instant, @kind text, @changed_by text, @reason text, @detail text, @schedule text
-- Columns: none
insert into schedule_changes (job, at, kind, changed_by, reason, detail, schedule)
values (@job, @at, @kind, @changed_by, @reason, @detail, @schedule)
