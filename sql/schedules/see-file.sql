-- What a job's file says now. Its words stay where they cannot be read (@trouble says why).
-- Parameters: @job text, @title text, @file_schedule text, @trouble text, @now instant
-- Columns: none
insert into schedules (job, title, seen_at, file_schedule, trouble)
values (@job, @title, @now, @file_schedule, @trouble)
on conflict (job) do update
set title = excluded.title, seen_at = excluded.seen_at, file_schedule = excluded.file_schedule, trouble = excluded.trouble, gone_at = null
