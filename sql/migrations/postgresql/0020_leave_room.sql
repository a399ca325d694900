-- Most nights write every row of the list again, for the day up to which nothing was found moves with the feeds. Half of each page is left free for
-- that: a row that finds room on its own page moves none of its indexes, of which entries have many. The tables are no longer than they
-- would become, since what a night leaves behind is room for the next one. What is there already spreads out as it is written.
ALTER TABLE gaps SET (fillfactor = 50);
ALTER TABLE entries SET (fillfactor = 50);
