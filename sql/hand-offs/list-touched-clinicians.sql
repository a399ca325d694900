-- Whose patients something happened to after an event, event by event.
-- Parameters: @after integer, @limit integer
-- Columns: event_id, kind, clinician_id
select v.event_id, v.kind, p.clinician_id
from entry_events as v
inner join entries as e on e.entry_id = v.entry_id
inner join people as p on p.patient_id = e.patient_now
where v.event_id > @after
order by v.event_id
limit @limit
