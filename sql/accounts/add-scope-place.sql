-- Keeps one place of a scope: a site or a panel.
-- Parameters: @scope text, @kind text, @place text
-- Columns: none
insert into scope_places (scope, kind, place) values (@scope, @kind, @place)
on conflict (scope, kind, place) do nothing
