-- What the pages of a list of a million entries are read by: an index for each order of the list, and words to find patients by.

-- "To do" is what a list shows unless it is asked for something else: new, in review, back. An entry in one of these states, or closed by
-- evidence, or withdrawn, is in that state on every day; one that is snoozed, waiting or closed by a person is back on its date.
DROP INDEX entries_by_list;
ALTER TABLE entries ADD COLUMN due_key date NOT NULL GENERATED ALWAYS AS (coalesce(due_date, DATE '9999-01-01')) STORED;
CREATE INDEX entries_to_do ON entries (finding, tier, (CASE WHEN state = 'reopened' THEN 0 ELSE 1 END), due_key, entry_id, patient_now)
    WHERE state IN ('new', 'in-review', 'reopened');
CREATE INDEX entries_to_do_by_measure ON entries (leader, finding, tier, (CASE WHEN state = 'reopened' THEN 0 ELSE 1 END), due_key, entry_id)
    WHERE state IN ('new', 'in-review', 'reopened');
CREATE INDEX entries_by_first_seen ON entries (finding, first_seen DESC, entry_id);
CREATE INDEX entries_by_due ON entries (finding, due_key, entry_id);
CREATE INDEX entries_by_state ON entries (state, tier, due_key, entry_id);
CREATE INDEX entries_on_hold ON entries (state_lapsed, tier, due_key, entry_id, returns_on, finding, leader)
    WHERE state IN ('snoozed', 'waiting', 'closed-by-person');
CREATE INDEX entries_by_assignee ON entries (assignee) WHERE assignee IS NOT NULL;
ALTER TABLE gaps ADD COLUMN leads bigint NOT NULL DEFAULT 1;        -- 0: a line of an entry that another measure leads
UPDATE gaps SET leads = 0 WHERE EXISTS (SELECT 1 FROM entries WHERE entries.entry_id = gaps.entry_id AND entries.leader <> gaps.measure);
CREATE INDEX gaps_other_lines ON gaps (measure, entry_id) WHERE leads = 0;

ALTER TABLE people ADD COLUMN name_key text COLLATE "C" NOT NULL DEFAULT '';     -- the name in lower case without accents: the order of names
ALTER TABLE people ADD COLUMN visit_key date NOT NULL GENERATED ALWAYS AS (coalesce(next_visit, DATE '9999-01-01')) STORED;
UPDATE people SET name_key = lower(coalesce(display_name, '')), searched = ' ' || searched;
INSERT INTO people (patient_id, searched) SELECT DISTINCT patient_now, ' ' || lower(patient_now) FROM entries WHERE patient_now NOT IN (SELECT patient_id FROM people);
CREATE INDEX people_by_name ON people (name_key, patient_id);
CREATE INDEX people_by_visit ON people (visit_key, patient_id);

-- The words of names, record numbers and patient ids, with the name to sort by: what the search box goes by.
CREATE TABLE people_words (
    word text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    patient_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (word, name_key, patient_id)
);
CREATE INDEX people_words_by_patient ON people_words (patient_id, word);
INSERT INTO people_words (word, name_key, patient_id)
SELECT DISTINCT w.word, p.name_key, p.patient_id FROM people p, regexp_split_to_table(p.searched, '[ ,;]+') AS w (word) WHERE w.word <> '';
