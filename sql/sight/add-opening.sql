-- Keeps that somebody opened a restricted record, why, and until when it is open to that person.
-- Parameters: @user_id text, @patient_id text, @reason text, @at instant, @until instant
-- Columns: opening_id
insert into record_openings (user_id, patient_id, reason, at, until)
values (@user_id, @patient_id, @reason, @at, @until)
returning opening_id
