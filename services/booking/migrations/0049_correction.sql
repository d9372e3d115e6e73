-- What admission judged of a child stands while something of it is live: its family asks an organizer to correct it, who sees old and new.
CREATE TABLE correction (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),  -- asked for otherwise, it is another: nobody says yes to what they have not seen
    child_id        uuid NOT NULL,
    name            text NOT NULL,
    birth_date      date NOT NULL,
    was_name        text NOT NULL,
    was_birth_date  date,
    state           text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'done', 'refused')),
    reason          text NOT NULL DEFAULT '',
    asked_by        uuid NOT NULL,
    asked_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    decided_by      uuid,
    decided_by_name text NOT NULL DEFAULT '',
    decided_at      timestamptz,
    CONSTRAINT refused_with_words CHECK (state <> 'refused' OR reason <> '')
);
CREATE UNIQUE INDEX corrected_once_at_a_time ON correction (child_id) WHERE state = 'asked';
CREATE INDEX correction_of_child ON correction (child_id);

-- It goes with the child's data, whichever statement wipes them.
CREATE FUNCTION corrections_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM correction WHERE child_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER corrections_go AFTER UPDATE OF removed_at ON child FOR EACH ROW
    WHEN (NEW.removed_at IS NOT NULL) EXECUTE FUNCTION corrections_go();
