-- The entries that somebody may see; every statement that shows entries to people takes them from here, and Sight says which lines hold for whom. "is true"
-- keeps the planner to the order in which a list is read: each row is asked, none is looked up.
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
    1 = 1
    and (s.site in (select w.place from scope_places as w where w.scope = @scope and w.kind = 'site')) is true -- if sites
    and s.patient_now in (select q.patient_id from scope_places as w inner join people as q on q.panel = w.place where w.scope = @scope and w.kind = 'panel') -- if panels few-panels
    and (s.patient_now in (select q.patient_id from scope_places as w inner join people as q on q.panel = w.place where w.scope = @scope and w.kind = 'panel')) is true -- if panels unless few-panels
    and 1 = 0 -- if nobody-at-all
    -- Nobody sees the own row, nor what was merged with it.
    and (s.patient_now in (select o.patient_now from entries as o where o.patient_id = @own or o.patient_now = @own)) is not true -- if own
    and (s.patient_now in ( -- if guarded
        select r.patient_id from people as r -- if guarded
        where r.restricted = 1 -- if guarded
            and not exists (select 1 from record_openings as u where u.user_id = @viewer and u.patient_id = r.patient_id and u.until > @sight_at) -- if guarded opened
    )) is not true -- if guarded
