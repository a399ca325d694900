-- What waits in the queue, panel by panel; only where the measure leads, if one is given. A panel is that of the patient, else the entry's site.
-- Parameters: @measure text, @scope text, @own text, @viewer text, @sight_at instant
-- Columns: panel, tier, queued
select coalesce(p.panel, e.site) as panel, e.tier, count(*) as queued
from (
-- from sight/entries.sql
) as e
left join people as p on p.patient_id = e.patient_now
where e.queued_since is not null and e.released_on is null and e.state = 'queued' and (cast(@measure as text) is null or e.leader = @measure)
group by coalesce(p.panel, e.site), e.tier
order by panel, e.tier
