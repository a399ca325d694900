-- What the listed cases of a sample rest on, as published: to keep the sentences whose reading people judged.
-- Parameters: @sample_id integer
-- Columns: ordinal, entry_id, evidence
select c.ordinal, g.entry_id, g.evidence
from validation_cases as c
inner join validation_samples as s on s.sample_id = c.sample_id
inner join gaps as g on g.patient_id = c.patient_id and g.measure = s.measure
where c.sample_id = @sample_id and c.stratum in ('listed', 'closed-by-person') and g.evidence is not null
order by c.ordinal
