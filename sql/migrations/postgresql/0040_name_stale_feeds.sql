-- A feed that has ended is called the same by guards and alarms.
UPDATE run_parts SET guard = 'feed-stale' WHERE guard = 'stale-feed';
