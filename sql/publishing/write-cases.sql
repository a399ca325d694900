-- What indicators are counted from, of tonight's gaps. Where a patient belongs stays as it was when first found; days stay the earliest that were found.
-- Parameters: @as_of date
-- Columns: none
insert into quality_cases (
    measure, gap_id, patient_id, entry_id, day_zero, site, sex, age, race, ethnicity, language, payer, panel, modality, section, index_class, kept, rechecked, seen_on, open_on, listed_on,
    withheld_on, alone, done_on, done_by, ended_on, ended_by
)
select
    g.measure, g.gap_id, g.patient_id, g.entry_id, g.day_zero, g.site, g.sex, g.age, p.race, p.ethnicity, p.language, p.payer, p.panel, g.modality, g.section, g.index_class, g.kept, g.rechecked, @as_of,
    case when g.status = 'open' then @as_of end,
    case when g.status = 'open' and g.entry_id is not null then @as_of end,
    case when g.status = 'withheld' then @as_of end,
    case when p.attributed_by is not null then case when p.clinician_id is null then 1 else 0 end end,
    -- Done, and open until a clinician closes it: it counts as done.
    coalesce(g.satisfied_on, case when g.basis = 'satisfied' then coalesce(g.basis_date, @as_of) end),
    case when g.basis = 'satisfied' then g.basis_table else g.satisfied_by end,
    case when g.basis in ('death', 'exclusion', 'earlier-episode') then coalesce(g.basis_date, @as_of) when g.basis in ('not-active-here', 'opted-out') then @as_of end,
    case when g.basis in ('death', 'exclusion', 'earlier-episode', 'not-active-here', 'opted-out') then g.basis end
from staged_gaps as g
left join people as p on p.patient_id = g.patient_id
where true
on conflict (measure, gap_id) do update
set
    patient_id = excluded.patient_id,
    entry_id = coalesce(excluded.entry_id, quality_cases.entry_id),
    -- What groups a case is counted in never changes once it was.
    race = case when quality_cases.counted is null then coalesce(quality_cases.race, excluded.race) else quality_cases.race end,
    ethnicity = case when quality_cases.counted is null then coalesce(quality_cases.ethnicity, excluded.ethnicity) else quality_cases.ethnicity end,
    language = case when quality_cases.counted is null then coalesce(quality_cases.language, excluded.language) else quality_cases.language end,
    payer = case when quality_cases.counted is null then coalesce(quality_cases.payer, excluded.payer) else quality_cases.payer end,
    panel = case when quality_cases.counted is null then coalesce(quality_cases.panel, excluded.panel) else quality_cases.panel end,
    index_class = case when quality_cases.counted is null then coalesce(quality_cases.index_class, excluded.index_class) else quality_cases.index_class end,
    kept = coalesce(excluded.kept, quality_cases.kept),
    rechecked = coalesce(excluded.rechecked, quality_cases.rechecked),
    modality = coalesce(quality_cases.modality, excluded.modality),
    section = coalesce(quality_cases.section, excluded.section),
    open_on = coalesce(quality_cases.open_on, excluded.open_on),
    listed_on = coalesce(quality_cases.listed_on, excluded.listed_on),
    withheld_on = coalesce(quality_cases.withheld_on, excluded.withheld_on),
    alone = coalesce(quality_cases.alone, excluded.alone),
    done_by = coalesce(quality_cases.done_by, excluded.done_by),
    done_on = case
        when quality_cases.done_on is null or excluded.done_on < quality_cases.done_on then excluded.done_on
        else quality_cases.done_on
    end,
    ended_on = coalesce(quality_cases.ended_on, excluded.ended_on),
    ended_by = coalesce(quality_cases.ended_by, excluded.ended_by)
