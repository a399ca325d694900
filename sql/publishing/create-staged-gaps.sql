-- Where gaps wait that a publication writes, with what quality is measured by.
-- Parameters: none
-- Columns: none
create temporary table if not exists staged_gaps as
select
    patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, basis_criterion, basis_table, basis_row, basis_date,
    holds_until, tier, priority, index_date, index_table, index_row, due_date, covered_to, age, sex, provider_id, content_sha256, basis_reported, why,
    looked_for, would_close, wording, limits, evidence, kept, rechecked, index_date as day_zero, basis_date as satisfied_on, basis_table as satisfied_by, sex as modality, sex as section,
    sex as index_class
from gaps
where 1 = 0
