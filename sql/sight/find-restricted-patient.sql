-- A restricted patient who has an entry that somebody would see if the record were not restricted, by record number or patient id.
-- Parameters: @number text, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: patient_id
select p.patient_id
from people as p
where
    p.restricted = 1 and (p.mrn = @number or p.patient_id = @number)
    and exists (
        select 1 from (
-- from sight/entries.sql
        ) as e
        where e.patient_now = p.patient_id
    )
order by p.patient_id
limit 1
