-- Changes what a view is called, what it shows, and who sees it.
-- Parameters: @view_id text, @name text, @query text, @shared integer
-- Columns: none
update views set name = @name, query = @query, shared = @shared where view_id = @view_id
