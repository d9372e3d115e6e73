-- Staff read a list with people's names: who, which, of whom, why. The row is kept before the list is shown.
CREATE TABLE reading (
    id        uuid PRIMARY KEY DEFAULT uuidv7(),
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id uuid NOT NULL,
    name      text NOT NULL,             -- as pages greeted who read
    what      text NOT NULL,
    lists     text[] NOT NULL,           -- whose list it is: ids of groups, codes of unions
    child_ids uuid[] NOT NULL DEFAULT '{}',
    sought    text NOT NULL DEFAULT '',  -- what was searched for
    reason    text NOT NULL DEFAULT ''   -- as it was typed, where one is asked for
);
-- Kept for three years, and by no means less: the guard itself lets nothing else go.
CREATE FUNCTION reading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '3 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON reading FOR EACH ROW EXECUTE FUNCTION reading_stays();
