-- Cases whose gap is no more, or whose patient has another one now. Joined, not looked up: of a long publication no set is gone through for each case.
-- Parameters: @as_of date
-- Columns: none
update quality_cases
set ended_on = @as_of, ended_by = 'gone'
from (
    select c.measure, c.gap_id
    from quality_cases as c
    inner join (select patient_id, measure from staged_gone union select patient_id, measure from staged_gaps) as t on t.patient_id = c.patient_id and t.measure = c.measure
    left join staged_gaps as g on g.gap_id = c.gap_id
    where c.ended_on is null and c.done_on is null and g.gap_id is null
) as ended
where quality_cases.measure = ended.measure and quality_cases.gap_id = ended.gap_id
