-- Says in their histories that the chosen entries left the queue, in an order that is always the same.
-- Parameters: @at instant, @as_of date, @run_id text
-- Columns: none
insert into entry_events (entry_id, at, as_of, kind, run_id, state_before, state_after, text)
select e.entry_id, @at, @as_of, 'released', @run_id, 'queued', e.state, 'Left the queue: it was its turn.'
from staged_released as s
inner join entries as e on e.entry_id = s.entry_id
order by e.patient_now, e.pathway
