-- Rows of the list that came, went or changed, by their cause; added to those of the run's first publication when parts of it are released.
-- Parameters: @run_id text, @pathway text, @site text, @change text, @cause text, @amount integer
-- Columns: none
insert into run_changes (run_id, pathway, site, change, cause, amount) values (@run_id, @pathway, @site, @change, @cause, @amount)
on conflict (run_id, pathway, site, change, cause) do update set amount = run_changes.amount + excluded.amount
