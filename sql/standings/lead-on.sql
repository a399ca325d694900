-- Lets an entry go on with the line of another measure.
-- Parameters: @entry_id text, @leader text, @finding text, @since date, @reason text, @tier integer, @priority text, @index_date date, @due_date date, @covered_to date,
--             @provider_id text
-- Columns: none
update entries
set
    leader = @leader, finding = @finding, finding_since = @since, finding_cause = 'standing-changed', finding_reason = @reason, tier = @tier, priority = @priority,
    index_date = @index_date, due_date = @due_date, covered_to = @covered_to, provider_id = @provider_id
where entry_id = @entry_id
