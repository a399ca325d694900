-- When a person decided about entries of a measure between two days, but for what was taken back, and when the same person had opened the entry last.
-- Parameters: @measure text, @first_day date, @last_day date
-- Columns: decided_at, opened_at
select
    v.at as decided_at,
    (
        select max(a.at) from audit_records as a
        where a.subject = v.entry_id and a.who = v.actor and a.action = 'entry-viewed' and a.at <= v.at
    ) as opened_at
from entry_events as v
inner join entries as e on e.entry_id = v.entry_id
where e.leader = @measure and v.kind = 'decided' and v.as_of between @first_day and @last_day
    and
-- from conditions/standing-decision.sql
