-- Counting a long list touches only an index, and what a person was given, a panel's patients or a clinician's are found by one.

DROP INDEX entries_to_do;
CREATE INDEX entries_to_do ON entries (finding, tier, (CASE WHEN state = 'reopened' THEN 0 ELSE 1 END), due_key, entry_id, patient_now, state, first_seen, site, assignee)
    WHERE state IN ('new', 'in-review', 'reopened');
DROP INDEX entries_to_do_by_measure;
CREATE INDEX entries_to_do_by_measure ON entries (leader, finding, tier, (CASE WHEN state = 'reopened' THEN 0 ELSE 1 END), due_key, entry_id, patient_now, state, first_seen, site, assignee)
    WHERE state IN ('new', 'in-review', 'reopened');
CREATE INDEX entries_to_do_by_patient ON entries (patient_now, finding, tier)
    WHERE state IN ('new', 'in-review', 'reopened');
DROP INDEX entries_by_first_seen;
CREATE INDEX entries_by_first_seen ON entries (finding, first_seen DESC, entry_id, state, patient_now, leader);
DROP INDEX entries_by_due;
CREATE INDEX entries_by_due ON entries (finding, due_key, entry_id, state, patient_now, leader);
DROP INDEX entries_by_state;
CREATE INDEX entries_by_state ON entries (state, tier, due_key, entry_id, returns_on, patient_now, leader);
DROP INDEX entries_by_return;
CREATE INDEX entries_by_return ON entries (returns_on, state_lapsed, finding, state, tier, due_key, entry_id, patient_now, leader, first_seen) WHERE returns_on IS NOT NULL;
DROP INDEX entries_by_assignee;
CREATE INDEX entries_by_assignee ON entries (assignee, finding, state, leader, tier, due_key, entry_id, patient_now) WHERE assignee IS NOT NULL;

-- What "next" goes by.
CREATE INDEX entries_next ON entries (finding, state, tier, due_key, index_date DESC, patient_now, entry_id)
    WHERE state IN ('new', 'reopened');

DROP INDEX people_by_clinician;
CREATE INDEX people_by_clinician ON people (clinician_id, patient_id);
DROP INDEX people_by_panel;
CREATE INDEX people_by_panel ON people (panel, patient_id);

CREATE INDEX gaps_excluded ON gaps (patient_id, basis, basis_criterion) WHERE status = 'excluded';
