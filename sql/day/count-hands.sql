-- How many entries a person decided today and this week, and was given; and how many are over due, up to a number. @since is before the week begins
-- anywhere on earth.
-- Parameters: @name text, @today date, @monday date, @since instant, @most integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: today, week, given, over_due
select
    (select count(distinct v.entry_id) from entry_events as v where v.at > @since and v.actor = @name and v.kind = 'decided' and v.as_of = @today) as today,
    (select count(distinct v.entry_id) from entry_events as v where v.at > @since and v.actor = @name and v.kind = 'decided' and v.as_of between @monday and @today) as week,
    (
        select count(*) from (
-- from sight/entries.sql
        ) as e
        where
            e.assignee = @name and e.finding in ('open', 'treatment-unknown', 'not-active-here')
            and case when e.returns_on <= @today then e.state_lapsed else e.state end in ('new', 'in-review', 'reopened')
    ) as given,
    (
        select count(*) from (
            select 1 as one from (
-- from sight/entries.sql
            ) as e
            where
                e.finding = 'open' and e.due_date < @today
                and case when e.returns_on <= @today then e.state_lapsed else e.state end in ('new', 'in-review', 'reopened')
            limit @most
        ) as late
    ) as over_due
