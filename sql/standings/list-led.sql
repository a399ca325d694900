-- Entries that a measure leads at a site and that are not shown any more, with the lines of other measures that go on: of each entry the one to lead it first.
-- Parameters: @measure text, @site text
-- Columns: entry_id, state, shown_on, other, status, status_reason, tier, priority, index_date, due_date, covered_to, provider_id
select
    s.entry_id, s.state, case when s.queued_since is null or s.released_on is not null then coalesce(s.released_on, s.first_seen) end as shown_on,
    g.measure as other, g.status, g.status_reason, g.tier, g.priority, g.index_date, g.due_date, g.covered_to, g.provider_id
from entries as s
inner join gaps as g on g.entry_id = s.entry_id and g.measure <> s.leader and g.status in ('open', 'withheld')
where
    s.leader = @measure and s.site = @site and s.finding in ('open', 'treatment-unknown')
    and not (
-- from conditions/shown.sql
    )
order by s.entry_id, case when g.status = 'open' then 0 else 1 end, g.tier, g.index_date, g.measure
