-- Whether a decision v of an entry's history stands: it was not taken back.
        not exists (
            select 1 from entry_events as t
            where
                t.entry_id = v.entry_id and t.kind = 'taken-back'
                and (t.detail like '%"undone":' || cast(v.event_id as text) || ',%' or t.detail like '%"undone":' || cast(v.event_id as text) || '}%')
        )
