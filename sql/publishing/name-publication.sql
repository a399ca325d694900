-- What is published last: the publication's number and its run.
-- Parameters: @name text
-- Columns: none
update installation set value = @name where name = 'last_publication'
