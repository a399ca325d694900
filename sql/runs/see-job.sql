-- A job as its file says now.
-- Parameters: @job text, @title text, @cron text, @time_zone text, @overlap text, @catch_up text, @now instant
-- Columns: none
insert into schedules (job, title, cron, time_zone, overlap, catch_up, seen_at)
values (@job, @title, @cron, @time_zone, @overlap, @catch_up, @now)
on conflict (job) do update
set title = excluded.title, cron = excluded.cron, time_zone = excluded.time_zone, overlap = excluded.overlap,
    catch_up = excluded.catch_up, seen_at = excluded.seen_at
