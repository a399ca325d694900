-- Who a patient is to those who work on the list.
-- Parameters: @patient_id text
-- Columns: patient_id, mrn, display_name, birth_date, sex, phone, site, provider_id, provider_name, next_visit, next_visit_provider, restricted
select patient_id, mrn, display_name, birth_date, sex, phone, site, provider_id, provider_name, next_visit, next_visit_provider, restricted
from people
where patient_id = @patient_id
