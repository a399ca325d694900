-- Keeps which file a set of rules has at a path; what is there already stays.
-- Parameters: @set_sha256 text, @path text, @sha256 text
-- Columns: none
insert into rule_set_files (set_sha256, path, sha256) values (@set_sha256, @path, @sha256) on conflict do nothing
