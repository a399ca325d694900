-- Patients of whom nothing leaves the house, and why: the source restricts them, somebody reported the death, a decision that stands for the
-- whole patient (@dispositions holds their ids between commas) closed one of their entries, or another measure's newer data knows of an opting out, a death or hospice.
-- Parameters: @dispositions text
-- Columns: patient_id, reason
select patient_id, 'restricted' as reason
from people
where restricted = 1
union
select e.patient_now as patient_id, 'deceased' as reason
from reported_rows as r
inner join entries as e on e.entry_id = r.entry_id
where r.table_name = 'patients' and r.withdrawn_at is null
union
select patient_now as patient_id, reason
from entries
where decision = 'close' and @dispositions like '%,' || reason || ',%'
union
select patient_id, case basis when 'opted-out' then 'opted out' when 'death' then 'deceased' else 'hospice' end as reason
from gaps
where status = 'excluded' and (basis in ('opted-out', 'death') or (basis = 'exclusion' and basis_criterion = 'hospice'))
