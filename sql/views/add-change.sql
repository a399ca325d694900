-- Writes down what somebody did with a view.
-- Parameters: @view_id text, @at instant, @changed_by text, @change text, @name text, @query text
-- Columns: none
insert into view_changes (view_id, at, changed_by, change, name, query) values (@view_id, @at, @changed_by, @change, @name, @query)
