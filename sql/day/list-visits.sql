-- The entries in hand (to do, put off or waiting for something) of patients who have a visit between two days, a row for each open gap: by who
-- sees them, day and name.
-- Parameters: @from date, @to date, @today date, @clinician text, @limit integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: clinician_id, clinician_name, visit, patient_now, mrn, display_name, birth_date, sex, restricted, entry_id, state, tier, measure, why, looked_for, wording, paused
with
chosen as (
    select
        coalesce(p.next_visit_provider_id, p.clinician_id) as clinician_id,
        coalesce(p.next_visit_provider, p.clinician_name) as clinician_name,
        p.next_visit as visit, s.patient_now, p.mrn, p.display_name, p.birth_date, p.sex, p.restricted, s.entry_id, s.pathway, s.leader,
        case when s.returns_on <= @today then s.state_lapsed else s.state end as state,
        g.tier, g.measure,
-- from conditions/stopped.sql
        as paused
    from people as p
    inner join (
-- from sight/entries.sql
    ) as s on s.patient_now = p.patient_id and s.finding = 'open'
    inner join gaps as g on g.patient_id = s.patient_now and g.entry_id = s.entry_id and g.status = 'open'
    where
        p.next_visit between @from and @to
        and case when s.returns_on <= @today then s.state_lapsed else s.state end in ('new', 'in-review', 'reopened', 'snoozed', 'waiting')
        and (cast(@clinician as text) is null or coalesce(p.next_visit_provider_id, p.clinician_id, '') = @clinician)
    order by
        coalesce(p.next_visit_provider, p.clinician_name, ''), coalesce(p.next_visit_provider_id, p.clinician_id, ''), p.next_visit, coalesce(p.display_name, ''), s.patient_now,
        s.pathway, case when g.measure = s.leader then 0 else 1 end, g.measure
    limit @limit
)
-- What the gaps say is long, and is fetched for those alone.
select
    c.clinician_id, c.clinician_name, c.visit, c.patient_now, c.mrn, c.display_name, c.birth_date, c.sex, c.restricted, c.entry_id, c.state, c.tier, c.measure,
    g.why, g.looked_for, g.wording, c.paused
from chosen as c
inner join gaps as g on g.patient_id = c.patient_now and g.measure = c.measure
order by
    coalesce(c.clinician_name, ''), coalesce(c.clinician_id, ''), c.visit, coalesce(c.display_name, ''), c.patient_now,
    c.pathway, case when c.measure = c.leader then 0 else 1 end, c.measure
