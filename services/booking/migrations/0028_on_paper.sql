-- An organizer books for a family that has no smartphone: what its guardian agreed to on paper, when, and who took it.
CREATE TABLE on_paper (
    consent_id uuid PRIMARY KEY REFERENCES consent,
    taken_on   date NOT NULL,
    person_id  uuid NOT NULL,
    name       text NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON on_paper FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON on_paper FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();

ALTER TABLE staff_decision
    DROP CONSTRAINT staff_decision_what_check,
    ADD CONSTRAINT staff_decision_what_check CHECK (what IN (
        'enroll', 'approve', 'refuse', 'send_back', 'tell_apart', 'same_child', 'put_first', 'propose_move', 'cancel'));
