-- A pilot that is released panel by panel, in an order drawn beforehand; and in which panel a case was when it was first found, so that both can be held together.

CREATE TABLE standing_steps (
    decision_id INTEGER NOT NULL REFERENCES standing_decisions (decision_id),
    panel TEXT NOT NULL,
    from_day TEXT NOT NULL,     -- shown from the first publication as of that day or later, while the decision is in force
    seed TEXT NOT NULL,         -- what the order was drawn from
    PRIMARY KEY (decision_id, panel)
) STRICT;
CREATE TRIGGER standing_steps_stay_unchanged BEFORE UPDATE ON standing_steps BEGIN SELECT RAISE(ABORT, 'decisions about measures are never changed'); END;
CREATE TRIGGER standing_steps_stay BEFORE DELETE ON standing_steps BEGIN SELECT RAISE(ABORT, 'decisions about measures are never changed'); END;

ALTER TABLE quality_cases ADD COLUMN panel TEXT; -- of the responsible clinician; null: not known
UPDATE quality_cases SET panel = (SELECT p.panel FROM people AS p WHERE p.patient_id = quality_cases.patient_id);
