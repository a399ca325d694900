-- What tonight's run found about entries that are there already, as far as their place in the list goes by it; people's half stays as it is.
-- Only where it changed: every index of the table holds one of these columns, and most nights move few of them.
-- Parameters: none
-- Columns: none
update entries
set
    patient_now = s.patient_now, finding = s.finding, leader = s.leader, site = s.site, tier = s.tier,
    index_date = s.index_date, due_date = s.due_date, episode = s.episode, news = s.news, reopenings = s.reopenings, merged_into = s.merged_into,
    queued_since = s.queued_since, released_on = s.released_on
from staged_entries s
where
    entries.entry_id = s.entry_id and s.is_new = 0
    and (
        entries.patient_now <> s.patient_now or entries.finding <> s.finding or entries.leader <> s.leader or entries.site <> s.site
        or entries.tier <> s.tier or entries.index_date <> s.index_date or entries.episode <> s.episode or entries.news <> s.news
        or entries.reopenings <> s.reopenings
        or (entries.due_date is null) <> (s.due_date is null) or entries.due_date <> s.due_date
        or (entries.merged_into is null) <> (s.merged_into is null) or entries.merged_into <> s.merged_into
        or (entries.queued_since is null) <> (s.queued_since is null) or (entries.released_on is null) <> (s.released_on is null)
    )
