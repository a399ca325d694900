-- Keeps a view.
-- Parameters: @view_id text, @owner text, @name text, @query text, @shared integer, @now instant
-- Columns: none
insert into views (view_id, owner, name, query, shared, created_at) values (@view_id, @owner, @name, @query, @shared, @now)
