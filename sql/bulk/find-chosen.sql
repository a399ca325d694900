-- One of the entries that are chosen to be changed at once, with who the patient is.
-- Parameters: @entry_id text, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: entry_id, patient_now, display_name, mrn, birth_date, tier
select e.entry_id, e.patient_now, p.display_name, p.mrn, p.birth_date, e.tier
from (
-- from sight/entries.sql
) as e
left join people as p on p.patient_id = e.patient_now
where e.entry_id = @entry_id
