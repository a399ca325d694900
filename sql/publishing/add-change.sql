-- Rows of the list that came, went or changed, by their cause.
-- Parameters: @run_id text, @pathway text, @site text, @change text, @cause text, @amount integer
-- Columns: none
insert into run_changes (run_id, pathway, site, change, cause, amount) values (@run_id, @pathway, @site, @change, @cause, @amount)
