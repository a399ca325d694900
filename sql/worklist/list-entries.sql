-- A page of the list: by tier, what is back before what is not, by due date, by id. Filters that are null do not count; @states holds the states
-- between commas (',new,reopened,'); the page begins after the row whose four sort keys are given.
-- Parameters: @today date, @measure text, @pathway text, @tier integer, @site text, @assignee text, @patient text, @finding text,
--             @search text, @states text, @returned integer, @unconfirmed integer, @after_tier integer, @after_back integer, @after_due date, @after_id text,
--             @no_due date, @limit integer
-- Columns: entry_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority, index_date,
--         due_date, covered_to, provider_id, episode, news, reopenings, merged_into, first_seen, decision, reason, expects, on_episode, on_news,
--         on_reopenings, returns_on, attempts, note, assignee, decided_by, decided_at, decided_on, revision, state, unconfirmed, back, due_key, why, looked_for,
--         mrn, display_name, birth_date, person_sex, provider_name, next_visit
with
listed as (
    select
        entry_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority, index_date, due_date,
        covered_to, provider_id, episode, news, reopenings, merged_into, first_seen, decision, reason, expects, on_episode, on_news, on_reopenings,
        returns_on, attempts, note, assignee, decided_by, decided_at, decided_on, revision,
        case when returns_on <= @today then state_lapsed else state end as state,
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
),
ranked as (
    select listed.*, case when state = 'reopened' then 0 else 1 end as back, coalesce(due_date, @no_due) as due_key
    from listed
    where
        @states like '%,' || state || ',%'
        and (@returned = 0 or (state = 'reopened' and returns_on <= @today and on_episode = episode))
        and (@unconfirmed = 0 or unconfirmed = 1)
)
select
    r.entry_id, r.patient_now, r.pathway, r.number, r.finding, r.finding_since, r.finding_cause, r.finding_reason, r.leader, r.site, r.tier, r.priority, r.index_date, r.due_date, r.covered_to, r.provider_id, r.episode, r.news, r.reopenings, r.merged_into, r.first_seen, r.decision, r.reason, r.expects, r.on_episode, r.on_news, r.on_reopenings, r.returns_on, r.attempts, r.note, r.assignee, r.decided_by, r.decided_at, r.decided_on, r.revision, r.state, r.unconfirmed, r.back, r.due_key, g.why, g.looked_for,
    p.mrn, p.display_name, p.birth_date, p.sex as person_sex, p.clinician_name as provider_name, p.next_visit
from ranked as r
left join gaps as g on g.patient_id = r.patient_now and g.measure = r.leader and g.entry_id = r.entry_id
left join people as p on p.patient_id = r.patient_now
where cast(@after_id as text) is null or (r.tier, r.back, r.due_key, r.entry_id) > (@after_tier, @after_back, @after_due, @after_id)
order by r.tier, r.back, r.due_key, r.entry_id
limit @limit
