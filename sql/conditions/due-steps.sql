-- Measures at sites, and the panels of pilots that are released one after another, whose day has come.
        select d.measure, d.site, t.panel
        from standing_steps as t
        inner join standing_decisions as d on d.decision_id = t.decision_id
        where
            t.from_day <= @as_of
            and not exists (select 1 from standing_decisions as n where n.measure = d.measure and n.site = d.site and n.decision_id > d.decision_id)
