-- The queue: entries of the time before a site worked with a measure wait in it, and so many come to each panel a week.

-- Written by runs. In the queue: since queued_since, until released_on.
ALTER TABLE entries ADD COLUMN queued_since date;   -- as-of date of the publication that put it there; null: never, or not in its turn any more
ALTER TABLE entries ADD COLUMN released_on date;    -- as-of date of the publication with which it left

-- The state knows the queue from here on. Of state_lapsed nothing changes: who decided took the entry from the queue.
DROP INDEX entries_one_open;
DROP INDEX entries_by_list;
ALTER TABLE entries DROP COLUMN state;
ALTER TABLE entries ADD COLUMN state text NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN finding IN ('gone', 'merged') THEN 'withdrawn'
            WHEN decision = 'close' AND on_episode = episode THEN 'closed-by-person'
            WHEN finding IN ('satisfied', 'excluded') THEN 'closed-by-evidence'
            WHEN decision = 'wait' AND on_episode = episode THEN 'waiting'
            WHEN decision = 'snooze' AND on_episode = episode AND on_news = news THEN 'snoozed'
            WHEN decision = 'review' AND on_reopenings = reopenings THEN 'in-review'
            WHEN decision IS NULL AND finding = 'open' AND queued_since IS NOT NULL AND released_on IS NULL AND assignee IS NULL THEN 'queued'
            WHEN decision IS NULL AND reopenings = 0 THEN 'new'
            ELSE 'reopened'
        END) STORED;
CREATE INDEX entries_by_list ON entries (leader, state, tier, due_date, entry_id);
CREATE UNIQUE INDEX entries_one_open ON entries (patient_now, pathway)
    WHERE state IN ('new', 'queued', 'in-review', 'snoozed', 'waiting', 'reopened');

-- What is released next, and what was released this week.
CREATE INDEX entries_by_queue ON entries (released_on, tier, index_date) WHERE queued_since IS NOT NULL;
