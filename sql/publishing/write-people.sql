-- Writes what the source says of listed patients, where it says something else than before. A person's correction is another's column.
-- Parameters: none
-- Columns: none
insert into people (
    patient_id, mrn, display_name, birth_date, sex, phone, site, provider_id, provider_name, next_visit, next_visit_provider, restricted, searched,
    next_visit_provider_id, attributed_id, attributed_name, attributed_panel, attributed_by, attributed_because, candidates, name_key,
    race, ethnicity, language, payer)
select
    patient_id, mrn, display_name, birth_date, sex, phone, site, provider_id, provider_name, next_visit, next_visit_provider, restricted, searched,
    next_visit_provider_id, attributed_id, attributed_name, attributed_panel, attributed_by, attributed_because, candidates, name_key,
    race, ethnicity, language, payer
from staged_people
where true
on conflict (patient_id) do update
set
    mrn = excluded.mrn, display_name = excluded.display_name, birth_date = excluded.birth_date, sex = excluded.sex, phone = excluded.phone,
    site = excluded.site, provider_id = excluded.provider_id, provider_name = excluded.provider_name, next_visit = excluded.next_visit,
    next_visit_provider = excluded.next_visit_provider, restricted = excluded.restricted, searched = excluded.searched,
    next_visit_provider_id = excluded.next_visit_provider_id, attributed_id = excluded.attributed_id, attributed_name = excluded.attributed_name,
    attributed_panel = excluded.attributed_panel, attributed_by = excluded.attributed_by, attributed_because = excluded.attributed_because,
    candidates = excluded.candidates, name_key = excluded.name_key, race = excluded.race, ethnicity = excluded.ethnicity,
    language = excluded.language, payer = excluded.payer
where (
    people.mrn, people.display_name, people.birth_date, people.sex, people.phone, people.site, people.provider_id, people.provider_name,
    people.next_visit, people.next_visit_provider, people.restricted, people.next_visit_provider_id, people.attributed_id, people.attributed_name,
    people.attributed_panel, people.attributed_by, people.attributed_because, people.candidates, people.searched, people.race, people.ethnicity, people.language,
    people.payer)
    is distinct from (
    excluded.mrn, excluded.display_name, excluded.birth_date, excluded.sex, excluded.phone, excluded.site, excluded.provider_id,
    excluded.provider_name, excluded.next_visit, excluded.next_visit_provider, excluded.restricted, excluded.next_visit_provider_id,
    excluded.attributed_id, excluded.attributed_name, excluded.attributed_panel, excluded.attributed_by, excluded.attributed_because,
    excluded.candidates, excluded.searched, excluded.race, excluded.ethnicity, excluded.language, excluded.payer)
