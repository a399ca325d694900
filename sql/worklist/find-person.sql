-- Who a patient is to those who work on the list.
-- Parameters: @patient_id text
-- Columns: patient_id, mrn, display_name, birth_date, sex, phone, site, provider_id, provider_name, next_visit, next_visit_provider, restricted,
--         next_visit_provider_id, attributed_id, attributed_name, attributed_panel, attributed_by, attributed_because, candidates,
--         corrected_by, corrected_at, correction_reason, clinician_id, clinician_name, panel
select patient_id, mrn, display_name, birth_date, sex, phone, site, provider_id, provider_name, next_visit, next_visit_provider, restricted,
    next_visit_provider_id, attributed_id, attributed_name, attributed_panel, attributed_by, attributed_because, candidates, corrected_by,
    corrected_at, correction_reason, clinician_id, clinician_name, panel
from people
where patient_id = @patient_id
