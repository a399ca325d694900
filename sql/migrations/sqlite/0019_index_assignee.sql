-- What a person was given is read from an index alone, in whatever state it is on that day: each of hundreds of entries lies elsewhere.

DROP INDEX entries_by_assignee;
CREATE INDEX entries_by_assignee ON entries (assignee, finding, state, leader, tier, due_key, entry_id, patient_now, returns_on, state_lapsed, first_seen, site)
    WHERE assignee IS NOT NULL;
