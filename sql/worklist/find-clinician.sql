-- A clinician's name; of one who is no longer in the source, as it was last written.
-- Parameters: @clinician_id text
-- Columns: name
select coalesce(
    (select c.name from clinicians as c where c.clinician_id = @clinician_id),
    (select min(p.clinician_name) from people as p where p.clinician_id = @clinician_id)) as name
