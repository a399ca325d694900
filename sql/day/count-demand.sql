-- How many entries that a measure leads are to do or in the queue, tier by tier, and how many of them came new since a day.
-- Parameters: @measure text, @today date, @since date, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: tier, waiting, arrived
select
    tier,
    cast(sum(case when case when returns_on <= @today then state_lapsed else state end in ('new', 'queued', 'in-review', 'reopened') then 1 else 0 end) as bigint) as waiting,
    cast(sum(case when first_seen > @since and queued_since is null and released_on is null then 1 else 0 end) as bigint) as arrived
from (
-- from sight/entries.sql
) as e
where leader = @measure and finding = 'open'
group by tier
order by tier
