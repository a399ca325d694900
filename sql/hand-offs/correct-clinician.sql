-- Writes whose patient it is by a person's word; without @at, the rule holds again.
-- Parameters: @patient_id text, @clinician_id text, @name text, @panel text, @by text, @at instant, @reason text
-- Columns: none
update people
set
    corrected_id = @clinician_id, corrected_name = @name, corrected_panel = @panel, corrected_by = @by, corrected_at = @at, correction_reason = @reason
where patient_id = @patient_id
