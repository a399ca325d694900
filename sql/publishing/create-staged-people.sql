-- Where what the source says of listed patients waits.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_people as
select
    patient_id, mrn, display_name, birth_date, sex, phone, site, provider_id, provider_name, next_visit, next_visit_provider, restricted, searched,
    next_visit_provider_id, attributed_id, attributed_name, attributed_panel, attributed_by, attributed_because, candidates, name_key, race, ethnicity, language, payer
from people where 1 = 0
