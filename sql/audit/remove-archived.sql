-- Records of a chain that an archive holds.
-- Parameters: @chain_id text, @number integer
-- Columns: none
delete from audit_records where chain_id = @chain_id and number <= @number
