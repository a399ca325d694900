-- The set of rules in force; no row before anything was put in force.
-- Parameters: none
-- Columns: set_sha256
select set_sha256 from activations order by number desc limit 1
