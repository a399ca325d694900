-- The cases of a measure whose day 0 lies between two days, with what people did about them since they were listed; a
-- decision that was taken back counts as none.
-- Parameters: @measure text, @first_day date, @last_day date, @dismissals text, @answers text, @agreements text, @elsewhere text
-- Columns: measure, gap_id, patient_id, day_zero, site, sex, age, race, ethnicity, language, payer, panel, modality, section, open_on, listed_on, withheld_on, alone, done_on, done_by,
--         index_class, kept, rechecked, ended_on, counted, early, decided_on, sent_on, answered_on, agreed_on, elsewhere_on, dismissed_on
select
    q.measure, q.gap_id, q.patient_id, q.day_zero, q.site, q.sex, q.age, q.race, q.ethnicity, q.language, q.payer, q.panel, q.modality, q.section, q.open_on, q.listed_on, q.withheld_on,
    q.alone, q.done_on, q.done_by, q.index_class, q.kept, q.rechecked, q.ended_on, q.counted, q.early,
    (
        select min(v.as_of) from entry_events as v
        where v.entry_id = q.entry_id and v.kind = 'decided' and v.as_of >= q.listed_on
            and
-- from conditions/standing-decision.sql
    ) as decided_on,
    (select min(h.sent_on) from hand_offs as h where h.entry_id = q.entry_id and h.sent_on >= q.listed_on and h.undone_at is null) as sent_on,
    (
        select min(v.as_of) from entry_events as v
        where v.entry_id = q.entry_id and v.kind = 'decided' and v.as_of >= q.listed_on and @answers like '%,' || v.reason || ',%'
            and
-- from conditions/standing-decision.sql
    ) as answered_on,
    (
        select min(v.as_of) from entry_events as v
        where v.entry_id = q.entry_id and v.kind = 'decided' and v.as_of >= q.listed_on and @agreements like '%,' || v.reason || ',%'
            and
-- from conditions/standing-decision.sql
    ) as agreed_on,
    (
        select min(v.as_of) from entry_events as v
        where v.entry_id = q.entry_id and v.kind = 'decided' and v.as_of >= q.listed_on and @elsewhere like '%,' || v.reason || ',%'
            and
-- from conditions/standing-decision.sql
    ) as elsewhere_on,
    (
        select min(v.as_of) from entry_events as v
        where v.entry_id = q.entry_id and v.kind = 'decided' and v.as_of >= q.listed_on and @dismissals like '%,' || v.reason || ',%'
            and
-- from conditions/standing-decision.sql
    ) as dismissed_on
from quality_cases as q
where q.measure = @measure and q.day_zero between @first_day and @last_day
order by q.gap_id
