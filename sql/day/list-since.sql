-- What runs did to entries, and what colleagues wrote down of clinicians' answers, since an instant: of each entry the last; of each kind how much, and the most urgent ones; of new ones, at which
-- nobody has looked yet, why they are listed, of the others what happened. Beyond @most events older ones are left out.
-- A decision that keeps an answer says so in its detail; in a text that somebody typed the quotes would be escaped.
-- Parameters: @since instant, @today date, @name text, @most integer, @places integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: what, amount, entry_id, at, text, state, tier, leader, patient_now, mrn, display_name, birth_date
with
recent as (
    select
        entry_id, event_id, case kind when 'reopened' then 'back' when 'closed' then 'closed' when 'decided' then 'answered' else 'new' end as what,
        row_number() over (partition by entry_id order by event_id desc) as newest
    from (
        select entry_id, event_id, kind
        from entry_events
        where
            at > @since
            and ((kind = 'opened' and state_after = 'new') or kind = 'released' or kind = 'reopened' or (kind = 'closed' and state_before <> 'queued')
                or (kind = 'decided' and actor <> @name and detail like '%"answer":%'))
        order by at desc
        limit @most
    ) as latest
),
ranked as (
    select
        r.what, r.event_id, e.entry_id, e.tier, e.leader, e.patient_now,
        case when e.returns_on <= @today then e.state_lapsed else e.state end as state,
        count(*) over (partition by r.what) as amount,
        row_number() over (partition by r.what order by e.tier, r.event_id desc) as place
    from recent as r
    inner join (
-- from sight/entries.sql
    ) as e on e.entry_id = r.entry_id
    where r.newest = 1 and (r.what <> 'new' or e.finding = 'open' and case when e.returns_on <= @today then e.state_lapsed else e.state end = 'new')
)
select r.what, r.amount, r.entry_id, v.at, case when r.what = 'new' then coalesce(g.why, v.text) else v.text end as text, r.state, r.tier, r.leader, r.patient_now, p.mrn, p.display_name, p.birth_date
from ranked as r
inner join entry_events as v on v.event_id = r.event_id
left join gaps as g on g.patient_id = r.patient_now and g.measure = r.leader
left join people as p on p.patient_id = r.patient_now
where r.place <= @places
order by r.what, r.place
