-- Of what holds of an entry s: why it is stopped; of several reasons the first.
    (
        select min(h.reason)
        from pauses as h
        where
            h.ended_at is null and (h.site is null or h.site = s.site)
            and exists (
                select 1 from gaps as g
                where
                    g.entry_id = s.entry_id and g.status in ('open', 'withheld')
                    and (h.measure is null or g.measure = h.measure) and (h.tier is null or g.tier = h.tier)
                    and (h.concept is null or g.evidence like '%"code_system":"local:lexicon","code":"' || h.concept || '"%'))
    )
