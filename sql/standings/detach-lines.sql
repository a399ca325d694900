-- Takes the lines of a measure at a site off the entries of patients to whose people it is not shown, until the next publication looks again.
-- Parameters: @measure text, @site text
-- Columns: none
update gaps
set entry_id = null
where
    measure = @measure and site = @site and entry_id is not null
    and not exists (
        select 1 from shown_parts as h
        where h.measure = @measure and h.site = @site
            and (h.panel = '' or exists (select 1 from people as q where q.patient_id = gaps.patient_id and q.panel = h.panel)))
