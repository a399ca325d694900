-- Keeps which value set, by its content, is one of a measure's sets.
-- Parameters: @sets_sha256 text, @name text, @set_sha256 text
-- Columns: none
insert into rule_value_sets (sets_sha256, name, set_sha256) values (@sets_sha256, @name, @set_sha256) on conflict (sets_sha256, name) do nothing
