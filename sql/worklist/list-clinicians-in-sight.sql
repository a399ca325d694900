-- Clinicians to choose from, by name: those who are responsible for somebody whom the person sees.
-- Parameters: @limit integer, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: clinician_id, name, panel
select c.clinician_id, c.name, c.panel
from clinicians as c
where exists (
    select 1
    from people as p
    inner join (
-- from sight/entries.sql
    ) as e on e.patient_now = p.patient_id
    where p.clinician_id = c.clinician_id
)
order by c.name, c.clinician_id
limit @limit
