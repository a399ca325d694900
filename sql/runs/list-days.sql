-- What earlier runs by the same rules saw of their last days, the oldest first; not where any part of the site was held back for good.
-- Parameters: @from date, @before date, @rules text
-- Columns: site, as_of, days
select d.site, r.as_of, d.days
from run_days d
join runs r on r.run_id = d.run_id
where r.as_of >= @from and r.as_of < @before and d.rules_sha256 = @rules
    and exists (select 1 from run_parts p where p.run_id = d.run_id and p.site = d.site)
    and not exists (select 1 from run_parts p where p.run_id = d.run_id and p.site = d.site and p.state not in ('published', 'released'))
order by d.site, r.as_of, r.requested_at, r.run_id
