-- A page of the list in one of its orders, with who the patients are; or, one line a patient, with the patient's other lines beside, a row each.
-- Parameters: @today date, @measure text, @pathway text, @tier integer, @site text, @assignee text, @patient text, @finding text, @clinician text,
--             @panel text, @since date, @came instant, @word_from text, @word_to text, @also_1_from text, @also_1_to text, @also_2_from text, @also_2_to text,
--             @also_3_from text, @also_3_to text, @after_tier integer, @after_back integer, @after_day date, @after_word text, @after_name text,
--             @after_patient text, @after_id text, @limit integer,
--             @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority, index_date,
--         due_date, covered_to, provider_id, episode, news, reopenings, merged_into, first_seen, decision, reason, expects, on_episode, on_news,
--         on_reopenings, returns_on, attempts, note, assignee, decided_by, decided_at, decided_on, revision, due_key, state_before, state_lapsed,
--         state, unconfirmed, paused, back, why,
--         looked_for, mrn, display_name, birth_date, person_sex, clinician_id, provider_name, next_visit, name_key, other_id, other_leader
with
page as (
    select *
    from (
-- from worklist/match-entries.sql
    ) as matching
    order by
        tier, back, due_key, -- if by-tier
        first_seen desc, -- if by-first-seen
        due_key, -- if by-due
        name_key, patient_now, -- if by-name
        visit_key, patient_now, -- if by-visit
        word, found_key, patient_now, -- if by-found
        entry_id
    limit @limit
)
select
    e.*, page.back, g.why, g.looked_for, p.mrn, p.display_name, p.birth_date, p.sex as person_sex, p.clinician_id, p.clinician_name as provider_name, p.next_visit, p.name_key
    , s.entry_id as other_id, s.leader as other_leader -- if first-of-patient
from page
inner join (
-- from worklist/entry-rows.sql
) as e on e.entry_id = page.entry_id
left join gaps as g on g.patient_id = e.patient_now and g.measure = e.leader and g.entry_id = e.entry_id
left join people as p on p.patient_id = e.patient_now
left join entries as s on s.patient_now = e.patient_now and s.entry_id <> e.entry_id and s.finding = 'open' -- if first-of-patient
    and case when s.returns_on <= @today then s.state_lapsed else s.state end in ('new', 'in-review', 'reopened') -- if first-of-patient
    and -- if first-of-patient
-- from conditions/shown.sql -- if first-of-patient
    and exists (select 1 from scope_places as w where w.scope = @scope and w.kind = 'site' and w.place = s.site) -- if first-of-patient sites
order by
    page.tier, page.back, page.due_key, -- if by-tier
    page.first_seen desc, -- if by-first-seen
    page.due_key, -- if by-due
    page.name_key, page.patient_now, -- if by-name
    page.visit_key, page.patient_now, -- if by-visit
    page.word, page.found_key, page.patient_now, -- if by-found
    page.entry_id
    , s.pathway, s.number -- if first-of-patient
