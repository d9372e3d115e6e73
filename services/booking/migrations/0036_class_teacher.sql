-- A teacher (班主任) whom an organizer named for one group. Whoever is not named any more stays on record for a while.
CREATE TABLE class_teacher (
    id            uuid PRIMARY KEY DEFAULT uuidv7(),
    group_id      uuid NOT NULL,
    person_id     uuid NOT NULL,
    name          text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    named_by      uuid NOT NULL,
    named_by_name text NOT NULL,
    named_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_by_name text,
    ended_at      timestamptz
);
CREATE UNIQUE INDEX named_once ON class_teacher (person_id, group_id) WHERE ended_at IS NULL;
CREATE INDEX class_teacher_of_group ON class_teacher (group_id);
