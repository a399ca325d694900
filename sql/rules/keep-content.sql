-- Keeps a file of rules; one that is there already stays.
-- Parameters: @sha256 text, @content bytes
-- Columns: none
insert into rule_contents (sha256, content) values (@sha256, @content) on conflict do nothing
