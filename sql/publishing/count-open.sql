-- How many rows of the list are open, whatever people decided about them.
-- Parameters: none
-- Columns: pathway, site, amount
select pathway, site, count(*) as amount from entries where finding = 'open' group by pathway, site
