-- Clinicians with listed patients, by how many there are to hand over and are not stopped, how many of those handed over wait for a reply, and how many replies
-- are late; those whose ids lie between @from and @to. @first and @reminder are the dispositions of a hand-off.
-- Parameters: @today date, @first text, @reminder text, @from text, @to text, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: clinician_id, name, role, site, panel, to_send, waiting, late
select c.clinician_id, c.name, c.role, c.site, c.panel, l.to_send, l.waiting, l.late
from (
    select
        p.clinician_id,
        cast(sum(case
            when s.state not in ('new', 'in-review', 'reopened') or s.stopped is not null then 0
            when s.reason is null or s.reason <> @reminder or s.returns_on > @today or s.on_episode <> s.episode then 1
            else 0
        end) as bigint) as to_send,
        cast(sum(case when s.state = 'waiting' and s.reason in (@first, @reminder) then 1 else 0 end) as bigint) as waiting,
        cast(sum(case when s.state = 'reopened' and s.reason in (@first, @reminder) and s.returns_on <= @today and s.on_episode = s.episode then 1 else 0 end) as bigint) as late
    from (
        select
            patient_now, reason, returns_on, on_episode, episode, case when returns_on <= @today then state_lapsed else state end as state,
-- from conditions/stopped.sql
            as stopped
        from (
-- from sight/entries.sql
        ) as s
        where finding = 'open'
    ) as s
    inner join people as p on p.patient_id = s.patient_now
    where p.clinician_id between @from and @to
    group by p.clinician_id
) as l
inner join clinicians as c on c.clinician_id = l.clinician_id
where l.to_send > 0 or l.waiting > 0 or l.late > 0
order by l.to_send desc, c.name, c.clinician_id
