-- Gaps as tonight's run found them.
-- Parameters: none
-- Columns: none
insert into gaps (
    patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, basis_criterion, basis_table, basis_row, basis_date,
    holds_until, tier, priority, index_date, index_table, index_row, due_date, covered_to, age, sex, provider_id, content_sha256, basis_reported, why,
    looked_for, would_close, wording, limits, evidence, kept, rechecked
)
select
    patient_id, measure, gap_id, entry_id, site, status, status_reason, basis, basis_criterion, basis_table, basis_row, basis_date,
    holds_until, tier, priority, index_date, index_table, index_row, due_date, covered_to, age, sex, provider_id, content_sha256, basis_reported, why,
    looked_for, would_close, wording, limits, evidence, kept, rechecked
from staged_gaps
where true
on conflict (patient_id, measure) do update set
    gap_id = excluded.gap_id, entry_id = excluded.entry_id, site = excluded.site, status = excluded.status,
    status_reason = excluded.status_reason, basis = excluded.basis, basis_criterion = excluded.basis_criterion,
    basis_table = excluded.basis_table, basis_row = excluded.basis_row, basis_date = excluded.basis_date,
    holds_until = excluded.holds_until, tier = excluded.tier, priority = excluded.priority, index_date = excluded.index_date,
    index_table = excluded.index_table, index_row = excluded.index_row, due_date = excluded.due_date, covered_to = excluded.covered_to,
    age = excluded.age, sex = excluded.sex, provider_id = excluded.provider_id, content_sha256 = excluded.content_sha256,
    basis_reported = excluded.basis_reported,
    why = excluded.why, looked_for = excluded.looked_for, would_close = excluded.would_close, wording = excluded.wording,
    limits = excluded.limits, evidence = excluded.evidence,
    kept = excluded.kept, rechecked = excluded.rechecked
