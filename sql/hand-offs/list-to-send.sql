-- A clinician's patients to hand over, the first of the list first: what was reminded of already is the lead's, and what is stopped nobody's.
-- Parameters: @today date, @clinician_id text, @reminder text, @limit integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id
select s.entry_id
from (
    select
        entry_id, patient_now, tier, due_date, reason, returns_on, on_episode, episode,
        case when returns_on <= @today then state_lapsed else state end as state
    from (
-- from sight/entries.sql
    ) as s
    where
        finding = 'open'
        and
-- from conditions/stopped.sql
        is null
) as s
inner join people as p on p.patient_id = s.patient_now
where
    p.clinician_id = @clinician_id
    and s.state in ('new', 'in-review', 'reopened')
    and (s.reason is null or s.reason <> @reminder or s.returns_on > @today or s.on_episode <> s.episode)
order by s.tier, case when s.state = 'reopened' then 0 else 1 end, s.due_date, s.entry_id
limit @limit
