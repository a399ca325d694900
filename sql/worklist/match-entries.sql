-- The entries that a filter keeps. A line that ends in "if" is kept only where all that it names is asked for; ListStatement says what is, and
-- puts several ways of finding entries together where an index serves each of them, but none serves all. Indexes hold these conditions on
-- states word for word.
-- Parameters: @today date, @measure text, @pathway text, @tier integer, @site text, @assignee text, @patient text, @finding text, @clinician text,
--             @panel text, @since date, @came instant, @word_from text, @word_to text, @also_1_from text, @also_1_to text, @also_2_from text, @also_2_to text,
--             @also_3_from text, @also_3_to text, @after_tier integer, @after_back integer, @after_day date, @after_word text, @after_name text,
--             @after_patient text, @after_id text, @limit integer,
--             @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id, patient_now, tier, back, due_key, first_seen, name_key, visit_key, word, found_key, state, returned, unconfirmed
select
    e.entry_id, e.patient_now, e.tier,
    case when e.state_before = 'reopened' then 0 else 1 end as back, -- if always unless mixed
    case when e.state = 'reopened' then 0 else 1 end as back, -- if mixed
    0 as back, -- if all-back unless mixed
    1 as back, -- if none-back unless mixed
    e.due_key, e.first_seen
    , p.name_key, p.visit_key -- if person
    , w.word, w.name_key as found_key -- if found
    , e.state, case when e.state = 'reopened' and e.returns_on <= @today and e.on_episode = e.episode then 1 else 0 end as returned, e.unconfirmed -- if standing
from
    -- SQLite keeps to the order of a cross join: people in the order of the list, each with the entries, until the page is full.
    people as p cross join -- if person each
(
-- from worklist/entry-rows.sql
) as e
inner join people as p on p.patient_id = e.patient_now -- if person unless each
inner join people_words as w on w.patient_id = e.patient_now and w.word >= @word_from and w.word < @word_to -- if found
where
    1 = 1
    and p.patient_id = e.patient_now -- if person each
    and e.state in ('new', 'in-review', 'reopened') -- if today to-do
    -- What is to do on every day.
    and e.state_before in ('new', 'in-review', 'reopened') -- if always to-do
    -- What was put off, or closed, up to a day that has come.
    and e.state_before in ('snoozed', 'waiting', 'closed-by-person') and e.returns_on <= @today -- if lapsed
    and e.state_lapsed = 'reopened' -- if lapsed reopened
    and e.state_lapsed = 'closed-by-evidence' -- if lapsed closed-by-evidence
    and e.state = 'new' -- if today new
    and e.state = 'queued' -- if today queued
    and e.state = 'in-review' -- if today in-review
    and e.state = 'snoozed' -- if today snoozed
    and e.state = 'waiting' -- if today waiting
    and e.state = 'closed-by-evidence' -- if today closed-by-evidence
    and e.state = 'closed-by-person' -- if today closed-by-person
    and e.state = 'reopened' -- if today reopened
    and e.state = 'withdrawn' -- if today withdrawn
    -- What still is.
    and e.state_before = 'new' -- if now new
    and e.state_before = 'queued' -- if now queued
    and e.state_before = 'in-review' -- if now in-review
    and e.state_before = 'reopened' -- if now reopened
    and e.state_before = 'closed-by-evidence' -- if now closed-by-evidence
    and e.state_before = 'withdrawn' -- if now withdrawn
    and e.state_before = 'snoozed' and (e.returns_on is null or e.returns_on > @today) -- if now snoozed
    and e.state_before = 'waiting' and (e.returns_on is null or e.returns_on > @today) -- if now waiting
    and e.state_before = 'closed-by-person' and (e.returns_on is null or e.returns_on > @today) -- if now closed-by-person
    and e.returns_on <= @today and e.on_episode = e.episode -- if returned
    and e.unconfirmed = 1 -- if unconfirmed
    and e.leader = @measure -- if leads
    and e.entry_id in (select g.entry_id from gaps as g where g.measure = @measure and g.leads = 0 and g.status in ('open', 'withheld')) -- if line
    and e.finding = @finding -- if finding
    and e.pathway = @pathway -- if pathway
    and e.tier = @tier -- if tier
    and e.site = @site -- if site
    and e.assignee = @assignee -- if assignee
    and e.assignee is null -- if nobody
    and e.patient_now = @patient -- if patient
    and e.due_key < @today -- if over-due
    and e.first_seen >= @since -- if since
    and e.entry_id in (select v.entry_id from entry_events as v where v.at > @came and (v.kind = 'opened' and v.state_after = 'new' or v.kind = 'released')) -- if came
    and e.patient_now in (select q.patient_id from people as q where q.clinician_id = @clinician) -- if clinician
    and e.patient_now in (select q.patient_id from people as q where q.panel = @panel) -- if panel
    -- A list is read in its order and each asked whether it is one of many; "is true" keeps the planner from looking each of them up.
    and (e.patient_now in (select q.patient_id from people as q where q.panel = @panel)) is true -- if large-panel
    and e.patient_now in (select v.patient_id from people_words as v where v.word >= @word_from and v.word < @word_to) -- if word
    -- A patient whom several words find is there once.
    and not exists (select 1 from people_words as v where v.patient_id = w.patient_id and v.word >= @word_from and v.word < w.word) -- if found
    and exists (select 1 from people_words as v where v.patient_id = e.patient_now and v.word >= @also_1_from and v.word < @also_1_to) -- if also-1
    and exists (select 1 from people_words as v where v.patient_id = e.patient_now and v.word >= @also_2_from and v.word < @also_2_to) -- if also-2
    and exists (select 1 from people_words as v where v.patient_id = e.patient_now and v.word >= @also_3_from and v.word < @also_3_to) -- if also-3
    -- Of a patient the first of those that are to do, and that the filter keeps.
    and not exists ( -- if first-of-patient
        select 1 from entries as s -- if first-of-patient
        where -- if first-of-patient
            s.patient_now = e.patient_now and s.entry_id <> e.entry_id and s.finding = 'open' -- if first-of-patient
            and s.tier = @tier -- if first-of-patient tier
            and s.pathway = @pathway -- if first-of-patient pathway
            and s.site = @site -- if first-of-patient site
            -- Another entry of the patient that is not shown stands before none. -- if first-of-patient
            and -- if first-of-patient
-- from conditions/shown.sql -- if first-of-patient
            and exists (select 1 from scope_places as w where w.scope = @scope and w.kind = 'site' and w.place = s.site) -- if first-of-patient sites
            and s.assignee = @assignee -- if first-of-patient assignee
            and s.assignee is null -- if first-of-patient nobody
            and s.due_key < @today -- if first-of-patient over-due
            and s.first_seen >= @since -- if first-of-patient since
            and case when s.returns_on <= @today then s.state_lapsed else s.state end in ('new', 'in-review', 'reopened') -- if first-of-patient
            -- What is to do on every day is read from an index, which knows the state but not the day on which another comes.
            and (s.tier, case when case when s.returns_on <= @today then s.state_lapsed else s.state end = 'reopened' then 0 else 1 end, s.due_key, s.entry_id) < (e.tier, case when e.state_before = 'reopened' then 0 else 1 end, e.due_key, e.entry_id) -- if first-of-patient always
            and (s.tier, case when case when s.returns_on <= @today then s.state_lapsed else s.state end = 'reopened' then 0 else 1 end, s.due_key, s.entry_id) < (e.tier, case when e.state = 'reopened' then 0 else 1 end, e.due_key, e.entry_id) -- if first-of-patient now
            and (s.tier, case when case when s.returns_on <= @today then s.state_lapsed else s.state end = 'reopened' then 0 else 1 end, s.due_key, s.entry_id) < (e.tier, case when e.state = 'reopened' then 0 else 1 end, e.due_key, e.entry_id) -- if first-of-patient lapsed
            and (s.tier, case when case when s.returns_on <= @today then s.state_lapsed else s.state end = 'reopened' then 0 else 1 end, s.due_key, s.entry_id) < (e.tier, case when e.state = 'reopened' then 0 else 1 end, e.due_key, e.entry_id) -- if first-of-patient today
    ) -- if first-of-patient
    -- What comes after a place in each order.
    and (e.tier, case when e.state_before = 'reopened' then 0 else 1 end, e.due_key, e.entry_id) > (@after_tier, @after_back, @after_day, @after_id) -- if after-tier always
    -- Where all are back, or none is, an index has the order without it; the place may be among the others of its tier.
    and (e.tier, e.due_key, e.entry_id) > (@after_tier, @after_day, @after_id) -- if after-tier same
    and e.tier >= @after_tier -- if after-tier whole
    and e.tier > @after_tier -- if after-tier past
    and (e.tier, case when e.state = 'reopened' then 0 else 1 end, e.due_key, e.entry_id) > (@after_tier, @after_back, @after_day, @after_id) -- if after-tier mixed
    and e.first_seen <= @after_day and (e.first_seen < @after_day or e.entry_id > @after_id) -- if after-first-seen
    and (e.due_key, e.entry_id) > (@after_day, @after_id) -- if after-due
    and (p.name_key, p.patient_id, e.entry_id) > (@after_name, @after_patient, @after_id) -- if after-name
    and (w.word, w.name_key, w.patient_id, e.entry_id) > (@after_word, @after_name, @after_patient, @after_id) -- if after-found
    and (p.visit_key, p.patient_id, e.entry_id) > (@after_day, @after_patient, @after_id) -- if after-visit
-- Of few patients all are fetched and sorted: no index is to be read in its order until they happen to come.
order by -- if sorted
    case when e.tier < 0 then 1 else 0 end, -- if sorted narrow
    e.tier, -- if by-tier
    case when e.state_before = 'reopened' then 0 else 1 end, -- if by-tier always
    case when e.state = 'reopened' then 0 else 1 end, -- if by-tier mixed
    e.first_seen desc, -- if by-first-seen
    e.due_key, -- if by-tier
    e.due_key, -- if by-due
    p.name_key, p.patient_id, -- if by-name
    p.visit_key, p.patient_id, -- if by-visit
    w.word, w.name_key, w.patient_id, -- if by-found
    e.entry_id -- if sorted
limit @limit -- if limited
