-- Entries whose clinician was reminded and did not reply, the longest ago first: they are for the lead.
-- Parameters: @today date, @reminder text, @limit integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id, patient_now, pathway, leader, tier, decided_on, returns_on, mrn, display_name, birth_date, provider_name
select
    e.entry_id, e.patient_now, e.pathway, e.leader, e.tier, e.decided_on, e.returns_on, p.mrn, p.display_name, p.birth_date, p.clinician_name as provider_name
from (
-- from sight/entries.sql
) as e
left join people as p on p.patient_id = e.patient_now
where e.returns_on <= @today and e.reason = @reminder and e.state_lapsed = 'reopened' and e.on_episode = e.episode
order by e.returns_on, e.tier, e.entry_id
limit @limit
