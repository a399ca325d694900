-- Puts a set of rules in force, after the one that was; nothing where another came between.
-- Parameters: @number integer, @set_sha256 text, @previous_sha256 text, @shadow_id text, @name text, @author_id text, @approver_id text, @approver_role text,
--             @reason text, @overruled text, @at instant
-- Columns: none
insert into activations (number, set_sha256, previous_sha256, shadow_id, name, author_id, approver_id, approver_role, reason, overruled, at)
values (@number, @set_sha256, @previous_sha256, @shadow_id, @name, @author_id, @approver_id, @approver_role, @reason, @overruled, @at)
