-- Restricted records that were opened, the newest first: by one person and still open, or by anybody (null).
-- Parameters: @user_id text, @now instant, @limit integer
-- Columns: opening_id, user_id, display_name, patient_id, mrn, reason, at, until
select o.opening_id, o.user_id, u.display_name, o.patient_id, p.mrn, o.reason, o.at, o.until
from record_openings as o
inner join users as u on u.user_id = o.user_id
left join people as p on p.patient_id = o.patient_id
where cast(@user_id as text) is null or (o.user_id = @user_id and o.until > @now)
order by o.at desc, o.opening_id desc
limit @limit
