-- A family has a child checked before the opening, so that it books at once then.
CREATE TABLE early_check (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    child_id        uuid NOT NULL,
    scope           text NOT NULL,  -- what is looked at, by whom, in which plan: `check` of domain/group.py
    group_id        uuid NOT NULL,  -- the one for which it was asked
    state           text NOT NULL DEFAULT 'to_check' CHECK (state IN ('to_check', 'held', 'sent_back')),
    version         int NOT NULL DEFAULT 0,  -- of what the family says: grows with every change
    reason          text NOT NULL DEFAULT '',
    asked_by        uuid NOT NULL,
    asked_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    decided_by      uuid,
    decided_by_name text NOT NULL DEFAULT '',
    decided_at      timestamptz,
    CONSTRAINT asked_once UNIQUE (child_id, scope),
    CONSTRAINT sent_back_with_words CHECK (state <> 'sent_back' OR reason <> '')
);
CREATE INDEX early_check_to_check ON early_check (group_id) WHERE state = 'to_check';

-- Whatever was looked at and is changed afterwards is looked at again: whichever statement changes it.
CREATE FUNCTION look_again(changed uuid[]) RETURNS void LANGUAGE sql AS $$
    UPDATE early_check SET version = version + 1, state = CASE state WHEN 'held' THEN 'to_check' ELSE state END
    WHERE child_id = ANY (changed);
$$;
CREATE FUNCTION child_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.removed_at IS NOT NULL THEN
        DELETE FROM early_check WHERE child_id = NEW.id;
    ELSIF (NEW.name, NEW.birth_date, NEW.grade, NEW.school, NEW.school_area, NEW.home_area, NEW.family_id)
        IS DISTINCT FROM (OLD.name, OLD.birth_date, OLD.grade, OLD.school, OLD.school_area, OLD.home_area, OLD.family_id) THEN
        PERFORM look_again(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION family_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM look_again(ARRAY(SELECT id FROM child WHERE family_id = NEW.id));
    RETURN NULL;
END $$;
CREATE FUNCTION papers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM look_again(ARRAY[NEW.child_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER looked_at_again AFTER UPDATE ON child FOR EACH ROW EXECUTE FUNCTION child_changed();
CREATE TRIGGER looked_at_again AFTER UPDATE OF categories, employers ON family FOR EACH ROW
    WHEN (OLD.categories IS DISTINCT FROM NEW.categories OR OLD.employers IS DISTINCT FROM NEW.employers)
    EXECUTE FUNCTION family_changed();
CREATE TRIGGER looked_at_again AFTER INSERT OR UPDATE OF removed_at ON document FOR EACH ROW EXECUTE FUNCTION papers_changed();

-- A paper may be looked at for one, too: then there is no enrollment yet.
ALTER TABLE paper_reading ALTER COLUMN enrollment_id DROP NOT NULL;
