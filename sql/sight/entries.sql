-- The entries that somebody may see; every statement that shows entries to people takes them from here, and Sight says which lines hold for whom. Each
-- row is asked, none is looked up: "case ... <> 1" tells the planner that hardly any row falls to it, and "exists" that asking one costs little, so that a
-- list is read in its order from an index as if nothing were asked. After a bare "in" it expects half the rows, and fetches and sorts all.
-- Parameters: @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id, patient_id, patient_now, pathway, number, finding, finding_since, finding_cause, finding_reason, leader, site, tier, priority, index_date,
--         due_date, covered_to, provider_id, episode, news, reopenings, merged_into, first_seen, decision, reason, expects, on_episode, on_news,
--         on_reopenings, returns_on, attempts, note, assignee, decided_by, decided_at, decided_on, revision, state_lapsed, queued_since, released_on,
--         state, due_key
select
    s.entry_id, s.patient_id, s.patient_now, s.pathway, s.number, s.finding, s.finding_since, s.finding_cause, s.finding_reason, s.leader, s.site, s.tier,
    s.priority, s.index_date, s.due_date, s.covered_to, s.provider_id, s.episode, s.news, s.reopenings, s.merged_into, s.first_seen, s.decision, s.reason,
    s.expects, s.on_episode, s.on_news, s.on_reopenings, s.returns_on, s.attempts, s.note, s.assignee, s.decided_by, s.decided_at, s.decided_on, s.revision,
    s.state_lapsed, s.queued_since, s.released_on, s.state, s.due_key
from entries as s
where
    -- What is not given to people at the site is nowhere.
-- from conditions/shown.sql
    and case when exists (select 1 from scope_places as w where w.scope = @scope and w.kind = 'site' and w.place = s.site) then 0 else 1 end <> 1 -- if sites
    -- Few patients are looked up by their panels; of many each is asked.
    and s.patient_now in (select q.patient_id from scope_places as w inner join people as q on q.panel = w.place where w.scope = @scope and w.kind = 'panel') -- if panels by-panel
    and case when exists ( -- if panels unless by-panel
        select 1 from people as q inner join scope_places as w on w.place = q.panel where q.patient_id = s.patient_now and w.scope = @scope and w.kind = 'panel' -- if panels unless by-panel
    ) then 0 else 1 end <> 1 -- if panels unless by-panel
    and 1 = 0 -- if nobody-at-all
    -- Nobody sees the own row, nor what was merged with it.
    and case when exists (select 1 from entries as o where o.patient_now = s.patient_now and (o.patient_id = @own or o.patient_now = @own)) then 1 else 0 end <> 1 -- if own
    and case when exists ( -- if guarded
        select 1 from people as r -- if guarded
        where r.patient_id = s.patient_now and r.restricted = 1 -- if guarded
            and not exists (select 1 from record_openings as u where u.user_id = @viewer and u.patient_id = r.patient_id and u.until > @sight_at) -- if guarded opened
    ) then 1 else 0 end <> 1 -- if guarded
