-- What came of each of many entries, in the order in which they were asked for, with who the patients are.
-- Parameters: @bulk_id text, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: ordinal, entry_id, outcome, message, undo_outcome, undo_message, patient_now, display_name, mrn, birth_date, tier
select
    i.ordinal, i.entry_id, i.outcome, i.message, i.undo_outcome, i.undo_message, e.patient_now, p.display_name, p.mrn, p.birth_date, e.tier
from bulk_items as i
inner join (
-- from sight/entries.sql
) as e on e.entry_id = i.entry_id
left join people as p on p.patient_id = e.patient_now
where i.bulk_id = @bulk_id
order by i.ordinal
