-- One child, one record: who a child is beside its row, and requests that wait until a person has told namesakes apart.

-- A keyed hash of the normalized name and the birth date; NULL without a birth date, and until the service that starts next has filled it
-- in, for only it has the key. Not unique: two families may keep one child, and two children may share both.
ALTER TABLE child ADD COLUMN identity bytea;
CREATE INDEX child_identity ON child (identity);

-- Records of one identity of which a person has said that they are two children. Rows are only added.
CREATE TABLE told_apart (
    child_id uuid NOT NULL,
    other_id uuid NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (child_id, other_id),
    CONSTRAINT each_pair_once CHECK (child_id < other_id)
);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON told_apart FOR EACH ROW EXECUTE FUNCTION only_added();

ALTER TABLE staff_decision
    DROP CONSTRAINT staff_decision_what_check,
    ADD CONSTRAINT staff_decision_what_check
        CHECK (what IN ('approve', 'refuse', 'tell_apart', 'same_child', 'put_first', 'propose_move')),
    DROP CONSTRAINT a_reason_is_given,
    ADD CONSTRAINT a_reason_is_given CHECK (what IN ('approve', 'tell_apart') OR char_length(reason) > 0);

ALTER TABLE enrollment
    DROP CONSTRAINT enrollment_state_check,
    ADD CONSTRAINT enrollment_state_check CHECK (state IN (
        'unverified', 'asked', 'entered', 'waitlisted', 'pending', 'offered', 'confirmed',
        'withdrawn', 'cancelled', 'refused', 'expired', 'unplaced', 'superseded'));
-- No row has the new state yet, so the indexes on these functions stay right.
CREATE OR REPLACE FUNCTION live(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    state IN ('unverified', 'asked', 'entered', 'waitlisted', 'pending', 'offered', 'confirmed');
CREATE OR REPLACE FUNCTION to_check(state text, cleared boolean) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    live(state) AND (state IN ('unverified', 'asked') OR NOT cleared);

-- Whose desk a request lies on: whether two records are one child is for the group's own union (the first that checks), whoever checks the
-- rest; else as before.
CREATE OR REPLACE FUNCTION desk_of(unions text[], state text, child uuid, review text, checked_by text[]) RETURNS boolean LANGUAGE sql STABLE RETURN
    unions IS NULL
    OR CASE state
        WHEN 'unverified' THEN checked_by[1] = ANY (unions)
        WHEN 'asked' THEN works_under(child, unions, checked_by)
        ELSE (review = 'organizer' AND checked_by && unions) OR (review = 'employer' AND works_under(child, unions, checked_by))
    END;
-- Nobody checks their own child, in whichever family's record.
CREATE OR REPLACE FUNCTION own_child(person uuid, child uuid) RETURNS boolean LANGUAGE sql STABLE RETURN EXISTS (
    SELECT FROM guardian g JOIN child c USING (family_id)
    WHERE g.person_id = own_child.person
        AND (c.id = own_child.child OR c.identity = (SELECT o.identity FROM child o WHERE o.id = own_child.child)));
