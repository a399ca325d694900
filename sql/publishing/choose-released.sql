-- Chooses the entries that leave the queue: so many for each panel as are left of the week, by tier, then the newest first; patient and pathway
-- settle the rest, so that it is the same however often and wherever it is done. A panel is that of the patient, else the entry's site.
-- Parameters: @release integer, @monday date, @sunday date, @first_due date
-- Columns: none
insert into staged_released (entry_id, due_date)
with
paneled as (
    select
        e.entry_id, e.patient_now, e.pathway, e.leader, e.tier, e.index_date, e.state, e.queued_since, e.released_on,
        coalesce(p.panel, e.site) as panel
    from entries as e
    left join people as p on p.patient_id = e.patient_now
    where e.queued_since is not null
),
done as (
    select panel, count(*) as amount
    from paneled
    where released_on between @monday and @sunday
    group by panel
),
ranked as (
    select
        entry_id, patient_now, leader, panel,
        row_number() over (partition by panel order by tier, index_date desc, patient_now, pathway) as place
    from paneled
    where state = 'queued'
)
select r.entry_id, case when g.due_date < @first_due then @first_due else g.due_date end
from ranked as r
left join done as d on d.panel = r.panel
left join gaps as g on g.patient_id = r.patient_now and g.measure = r.leader
where r.place <= @release - coalesce(d.amount, 0)
