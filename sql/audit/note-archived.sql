-- Records of a chain up to a number lie in an archive; the number never goes back.
-- Parameters: @chain_id text, @number integer, @seal text
-- Columns: chain_id
update audit_chains set archived_number = @number, archived_seal = @seal where chain_id = @chain_id and archived_number < @number
returning chain_id
