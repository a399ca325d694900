-- Cases whose gap is no more, or whose patient has another one now.
-- Parameters: @as_of date
-- Columns: none
update quality_cases
set ended_on = @as_of, ended_by = 'gone'
where
    ended_on is null and done_on is null
    and (patient_id, measure) in (select patient_id, measure from staged_gone union select patient_id, measure from staged_gaps)
    and gap_id not in (select gap_id from staged_gaps)
