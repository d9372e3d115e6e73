-- A guardian taken out of a family by the organizer: who did it, whom it concerns, and why. Rows are only added.
CREATE TABLE family_decision (
    id          uuid PRIMARY KEY DEFAULT uuidv7(),
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id   uuid NOT NULL,
    name        text NOT NULL,
    family_id   uuid NOT NULL,
    guardian_id uuid NOT NULL,
    what        text NOT NULL CHECK (what IN ('take_out')),
    reason      text NOT NULL,
    CONSTRAINT a_reason_is_given CHECK (char_length(reason) > 0)
);
CREATE INDEX family_decision_of_family ON family_decision (family_id);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON family_decision FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON family_decision FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
