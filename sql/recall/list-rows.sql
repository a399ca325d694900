-- Patients of whom a version of the rules said something, each with what people did with the entry since; alone is 1 where no other version of the
-- measure at the site said the same of the patient. For who may take rows of all patients along.
-- Parameters: @measure_sha256 text, @sets_sha256 text, @lexicon_sha256 text, @set_sha256 text, @limit integer
-- Columns: measure, site, measure_version, patient_id, status, reason, as_of, run_id, entry_id, mrn, display_name, state, disposition, decided_by, decided_on,
--         changes, hand_offs, last_sent_on, alone
select
    r.measure, r.site, r.measure_version, v.patient_id, v.status, v.reason, v.as_of, v.run_id, v.entry_id, p.mrn, p.display_name, e.state, e.reason as disposition,
    e.decided_by, e.decided_on,
    (select count(*) from entry_events as h where h.entry_id = v.entry_id and h.actor is not null) as changes,
    (select count(*) from hand_offs as o where o.entry_id = v.entry_id and o.undone_at is null) as hand_offs,
    (select max(o.sent_on) from hand_offs as o where o.entry_id = v.entry_id and o.undone_at is null) as last_sent_on,
    case when exists (
        select 1
        from rule_versions as q
        inner join verdicts as w on w.version_id = q.version_id
        where q.measure = r.measure and q.site = r.site and q.version_id <> r.version_id and w.patient_id = v.patient_id and w.status = v.status
    ) then 0 else 1 end as alone
from rule_versions as r
inner join verdicts as v on v.version_id = r.version_id
left join entries as e on e.entry_id = v.entry_id
left join people as p on p.patient_id = coalesce(e.patient_now, v.patient_id)
where
    (cast(@measure_sha256 as text) is null or r.measure_sha256 = @measure_sha256)
    and (cast(@sets_sha256 as text) is null or r.sets_sha256 = @sets_sha256)
    and (cast(@lexicon_sha256 as text) is null or r.lexicon_sha256 = @lexicon_sha256)
    and (cast(@set_sha256 as text) is null or r.sets_sha256 in (select s.sets_sha256 from rule_value_sets as s where s.set_sha256 = @set_sha256))
order by r.measure, r.site, case when v.status = 'open' then 0 else 1 end, v.status, v.patient_id, r.version_id
limit @limit
