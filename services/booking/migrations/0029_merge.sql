-- Two parallel classes become one, for a reason.
ALTER TABLE staff_decision
    DROP CONSTRAINT staff_decision_what_check,
    ADD CONSTRAINT staff_decision_what_check CHECK (what IN (
        'enroll', 'approve', 'refuse', 'send_back', 'tell_apart', 'same_child', 'put_first', 'propose_move', 'merge', 'cancel'));
