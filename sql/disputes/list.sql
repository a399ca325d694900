-- What reviewers say is wrong, the newest first, as far as somebody may see the entries.
-- Parameters: @state text, @reporter text, @limit integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: dispute_id, entry_id, kind, measure, said, opened_by, opened_at, state, outcome, fixed_in, settled_by, settled_at, patient_now, display_name
select d.dispute_id, d.entry_id, d.kind, d.measure, d.said, d.opened_by, d.opened_at, d.state, d.outcome, d.fixed_in, d.settled_by, d.settled_at, e.patient_now, p.display_name
from disputes as d
inner join (
-- from sight/entries.sql
) as e on e.entry_id = d.entry_id
left join people as p on p.patient_id = e.patient_now
where d.withdrawn_at is null and (cast(@state as text) is null or d.state = @state) and (cast(@reporter as text) is null or (d.opened_by = @reporter and d.settled_at is not null))
order by coalesce(d.settled_at, d.opened_at) desc, d.dispute_id desc
limit @limit
