-- The organizer ends one enrollment, for a reason.
ALTER TABLE staff_decision
    DROP CONSTRAINT staff_decision_what_check,
    ADD CONSTRAINT staff_decision_what_check
        CHECK (what IN ('approve', 'refuse', 'tell_apart', 'same_child', 'put_first', 'propose_move', 'cancel'));
