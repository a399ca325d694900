-- Whether an entry s is given to people at its site: by the decision in force about the measure that leads it, else by that of an invented hospital.
    case
        when exists (
            select 1 from shown_parts as h
            where h.measure = s.leader and h.site = s.site and (h.panel = '' or exists (select 1 from people as q where q.patient_id = s.patient_now and q.panel = h.panel))
        ) then 0
        when exists (select 1 from shown_parts as h where h.measure = '*') and not exists (select 1 from standing_decisions as d where d.measure = s.leader and d.site = s.site) then 0
        else 1
    end <> 1
