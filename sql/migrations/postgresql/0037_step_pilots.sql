-- A pilot that is released panel by panel, in an order drawn beforehand; and in which panel a case was when it was first found, so that both can be held together.

CREATE TABLE standing_steps (
    decision_id bigint NOT NULL REFERENCES standing_decisions (decision_id),
    panel text COLLATE "C" NOT NULL,
    from_day date NOT NULL,     -- shown from the first publication as of that day or later, while the decision is in force
    seed text NOT NULL,         -- what the order was drawn from
    PRIMARY KEY (decision_id, panel)
);
CREATE TRIGGER standing_steps_stay BEFORE UPDATE OR DELETE ON standing_steps FOR EACH ROW EXECUTE FUNCTION refuse_standing_change();

ALTER TABLE quality_cases ADD COLUMN panel text; -- of the responsible clinician; null: not known
UPDATE quality_cases SET panel = p.panel FROM people AS p WHERE p.patient_id = quality_cases.patient_id;
