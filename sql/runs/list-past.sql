-- Runs of a job that ended before an instant and of which the ledger has to know no more than a line: their files are gone, readers see nothing of them, no part
-- waits for a person, no night is learned from them, they did not move the list because rules changed, and they are not the job's newest. Whether anything
-- names them: an entry, its history, a version of the rules, a verdict, a trial, a decision, a sample, a retry, days that are looked at again.
-- Parameters: @job text, @before instant
-- Columns: run_id, is_named
select r.run_id,
    case when exists (select 1 from entries as e where e.last_run_id = r.run_id)
        or exists (select 1 from entry_events as v where v.run_id = r.run_id)
        or exists (select 1 from rule_versions as n where n.first_run_id = r.run_id)
        or exists (select 1 from verdicts as d where d.run_id = r.run_id)
        or exists (select 1 from shadows as s where s.run_id = r.run_id)
        or exists (select 1 from standing_decisions as t where t.run_id = r.run_id)
        or exists (select 1 from validation_samples as a where a.run_id = r.run_id)
        or exists (select 1 from backfills as b where b.run_id = r.run_id)
        or exists (select 1 from runs as o where o.retry_of = r.run_id) then 1 else 0 end as is_named
from runs as r
where r.job = @job and r.folder is null and r.finished_at < @before and r.details_gone_at is null and r.state not in ('queued', 'running')
    and not exists (select 1 from publications as p where p.run_id = r.run_id)
    and not exists (select 1 from run_parts as h where h.run_id = r.run_id and h.state = 'held')
    and not exists (select 1 from run_days as l where l.run_id = r.run_id)
    and not exists (select 1 from run_changes as c where c.run_id = r.run_id and c.cause in ('measure-changed', 'lexicon-or-value-set-changed'))
    and exists (select 1 from runs as w where w.job = r.job and w.requested_at > r.requested_at)
order by r.run_id
