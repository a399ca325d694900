-- The entries that are the most useful next ones for a person, the best first: what is back, by tier, a visit soon, the due date, the newest index.
-- Left out is what a colleague has open or was given, what the person went past, and what is stopped. Each part is as long as the whole could be, so that an
-- index serves each and no order is lost: whoever stands before an entry in a part stands before it in the whole. The first part has those with
-- a visit soon, the others everybody: what came back on its date, what is back without one, what is new.
-- Parameters: @user_id text, @name text, @today date, @soon date, @now instant, @limit integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id
with
free as not materialized (
    select s.entry_id, s.state, s.state_lapsed, s.returns_on, s.tier, s.due_key, s.index_date, s.patient_now
    from (
-- from sight/entries.sql
    ) as s
    where
        s.finding = 'open'
        and (s.assignee is null or s.assignee = @name)
        and not exists (select 1 from claims as c where c.entry_id = s.entry_id and c.user_id <> @user_id and c.until > @now)
        and not exists (select 1 from passed_entries as w where w.entry_id = s.entry_id and w.user_id = @user_id)
        and
-- from conditions/stopped.sql
        is null
),
candidates as (
    select * from (
        select f.entry_id, case when f.state = 'new' then 1 else 0 end as back, f.tier, f.due_key, f.index_date, f.patient_now
        from people as p
        inner join free as f on f.patient_now = p.patient_id
        where p.next_visit between @today and @soon and (f.state in ('new', 'reopened') or (f.returns_on <= @today and f.state_lapsed = 'reopened'))
        order by case when f.state = 'new' then 1 else 0 end, f.tier, f.due_key, f.index_date desc, f.patient_now, f.entry_id
        limit @limit
    ) as visits
    union
    select * from (
        select f.entry_id, 0 as back, f.tier, f.due_key, f.index_date, f.patient_now
        from free as f
        where f.state in ('snoozed', 'waiting', 'closed-by-person') and f.returns_on <= @today and f.state_lapsed = 'reopened'
        order by f.tier, f.due_key, f.index_date desc, f.patient_now, f.entry_id
        limit @limit
    ) as returned
    union
    select * from (
        select f.entry_id, 0 as back, f.tier, f.due_key, f.index_date, f.patient_now
        from free as f
        where f.state = 'reopened'
        order by f.tier, f.due_key, f.index_date desc, f.patient_now, f.entry_id
        limit @limit
    ) as reopened
    union
    select * from (
        select f.entry_id, 1 as back, f.tier, f.due_key, f.index_date, f.patient_now
        from free as f
        where f.state = 'new'
        order by f.tier, f.due_key, f.index_date desc, f.patient_now, f.entry_id
        limit @limit
    ) as fresh
)
select c.entry_id
from candidates as c
left join people as p on p.patient_id = c.patient_now
order by c.back, c.tier, case when p.next_visit between @today and @soon then 0 else 1 end, c.due_key, c.index_date desc, c.patient_now, c.entry_id
limit @limit
