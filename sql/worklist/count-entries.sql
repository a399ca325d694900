-- How many entries there are in each state on a day, unconfirmed ones apart. Filters that are null do not count.
-- Parameters: @today date, @measure text, @pathway text, @tier integer, @site text, @assignee text, @patient text, @finding text, @search text
-- Columns: state, entries, returned, unconfirmed
with
listed as (
    select
        case when returns_on <= @today then state_lapsed else state end as state,
        returns_on,
        on_episode,
        episode,
        case
            when expects is null or case when returns_on <= @today then state_lapsed else state end <> 'closed-by-person' then 0
            when finding in ('satisfied', 'excluded') and not exists (
                select 1 from gaps
                where gaps.entry_id = entries.entry_id and gaps.status in ('closed', 'excluded') and gaps.basis_reported = 1) then 0
            else 1
        end as unconfirmed
    from entries
    where
        (cast(@measure as text) is null or entries.leader = @measure
            or exists (select 1 from gaps where gaps.entry_id = entries.entry_id and gaps.measure = @measure and gaps.status in ('open', 'withheld')))
        and (cast(@pathway as text) is null or pathway = @pathway)
        and (cast(@tier as bigint) is null or tier = @tier)
        and (cast(@site as text) is null or site = @site)
        and (cast(@assignee as text) is null or assignee = @assignee)
        and (cast(@patient as text) is null or patient_now = @patient)
        and (cast(@finding as text) is null or finding = @finding)
        and (cast(@search as text) is null or patient_now in (select patient_id from people where searched like @search escape '~'))
)
select
    state,
    count(*) as entries,
    cast(sum(case when state = 'reopened' and returns_on <= @today and on_episode = episode then 1 else 0 end) as bigint) as returned,
    cast(sum(unconfirmed) as bigint) as unconfirmed
from listed
group by state
order by state
