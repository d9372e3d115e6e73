-- A request that is checked can be sent back: what its family is to mend, and until when. The version before leaves both as they are.
ALTER TABLE enrollment
    ADD COLUMN mend text NOT NULL DEFAULT '',
    ADD COLUMN mend_by timestamptz;

ALTER TABLE staff_decision
    DROP CONSTRAINT staff_decision_what_check,
    ADD CONSTRAINT staff_decision_what_check
        CHECK (what IN ('approve', 'refuse', 'send_back', 'tell_apart', 'same_child', 'put_first', 'propose_move', 'cancel'));
