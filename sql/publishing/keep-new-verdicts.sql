-- What the rules say of all patients, where they are others than before: once a change, not every night.
-- Parameters: @run_id text, @as_of date
-- Columns: none
insert into verdicts (version_id, patient_id, status, reason, entry_id, run_id, as_of)
select v.version_id, g.patient_id, g.status, g.status_reason, g.entry_id, @run_id, @as_of
from gaps as g
inner join publications as p on p.measure = g.measure and p.site = g.site and p.run_id = @run_id
inner join rule_versions as v
    on v.measure = p.measure and v.site = p.site and v.measure_sha256 = p.measure_sha256 and v.sets_sha256 = p.sets_sha256 and v.lexicon_sha256 = p.lexicon_sha256
where g.status <> 'prospective'
on conflict (version_id, patient_id, status) do update set entry_id = excluded.entry_id where verdicts.entry_id is null and excluded.entry_id is not null
