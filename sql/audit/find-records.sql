-- What was done and seen, the newest first; null asks for all.
-- Parameters: @who text, @action text, @subject text, @since instant, @until instant, @limit integer, @skip integer
-- Columns: chain_id, number, at, who, role, action, subject, detail, origin, seal
select chain_id, number, at, who, role, action, subject, detail, origin, seal
from audit_records
where (@who is null or who = @who)
  and (@action is null or action = @action)
  and (@subject is null or subject = @subject)
  and at >= @since
  and at < @until
order by at desc, chain_id desc, number desc
limit @limit offset @skip
