-- Of which sets together it is kept what they were.
-- Parameters: none
-- Columns: sets_sha256
select distinct sets_sha256 from rule_value_sets
