-- The gaps of an entry as last published, the leading measure first.
-- Parameters: @entry_id text
-- Columns: measure, gap_id, status, status_reason, tier, priority, index_date, due_date, covered_to, age, sex, why, looked_for, would_close,
--          wording, limits, evidence
select
    g.measure, g.gap_id, g.status, g.status_reason, g.tier, g.priority, g.index_date, g.due_date, g.covered_to, g.age, g.sex, g.why,
    g.looked_for, g.would_close, g.wording, g.limits, g.evidence
from gaps as g
inner join entries as e on g.entry_id = e.entry_id
where g.entry_id = @entry_id
order by case when g.measure = e.leader then 0 else 1 end, g.measure
