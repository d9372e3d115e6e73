-- Draws: enrollments that entered one, and what is published of it.

ALTER TABLE ledger ADD COLUMN entered int NOT NULL DEFAULT 0 CHECK (entered >= 0);
ALTER TABLE ledger ADD COLUMN frozen boolean NOT NULL DEFAULT false;

ALTER TABLE enrollment DROP CONSTRAINT enrollment_state_check;
ALTER TABLE enrollment ADD CONSTRAINT enrollment_state_check
    CHECK (state IN ('entered', 'confirmed', 'waitlisted', 'withdrawn', 'cancelled'));
DROP INDEX one_live_enrollment;
CREATE UNIQUE INDEX one_live_enrollment ON enrollment (child_id, group_id)
    WHERE state IN ('entered', 'confirmed', 'waitlisted');

-- The secret is drawn by lot when the group is published and its hash shown at once; it is told with the result.
-- The source stands with the list and the capacity with the result: what the organizer changes later changes neither.
CREATE TABLE draw (
    group_id      uuid PRIMARY KEY,
    secret        text NOT NULL,
    secret_hash   text NOT NULL,
    source        text,
    entrants      jsonb,
    entrants_hash text,
    frozen_at     timestamptz,
    capacity      int,
    randomness    text,
    drawn_at      timestamptz,
    result        jsonb,
    CHECK ((entrants IS NULL) = (frozen_at IS NULL) AND (entrants IS NULL) = (entrants_hash IS NULL)),
    CHECK ((result IS NULL) = (drawn_at IS NULL) AND (result IS NULL) = (randomness IS NULL)),
    CONSTRAINT drawn_only_from_a_frozen_list CHECK (result IS NULL OR entrants IS NOT NULL)
);
