-- All gaps as last published, without their texts, patient by patient in UTF-8 order.
-- Parameters: none
-- Columns: patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, basis_criterion, basis_table, basis_row, basis_date,
-- holds_until, tier, priority, index_date, index_table, index_row, due_date, covered_to, age, sex, provider_id, content_sha256, basis_reported, kept, rechecked
select
    patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, basis_criterion, basis_table, basis_row, basis_date,
    holds_until, tier, priority, index_date, index_table, index_row, due_date, covered_to, age, sex, provider_id, content_sha256, basis_reported, kept, rechecked
from gaps
order by patient_id, measure
