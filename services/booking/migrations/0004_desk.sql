-- The desks of staff: what lies there to be checked, who decided by name, who read which paper.

-- One name for "somebody has to look at it", so that queries and the index cannot disagree.
CREATE FUNCTION to_check(state text, cleared boolean) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    live(state) AND (state = 'asked' OR NOT cleared);
DROP INDEX enrollment_to_check;
CREATE INDEX enrollment_to_check ON enrollment (group_id) WHERE to_check(state, cleared);
CREATE INDEX enrollment_replaces ON enrollment (replaces) WHERE replaces IS NOT NULL;

CREATE FUNCTION names_in(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    ARRAY(SELECT jsonb_array_elements_text(list));

ALTER TABLE class_group
    ADD COLUMN union_code text GENERATED ALWAYS AS (facts ->> 'union') STORED,
    ADD COLUMN review     text GENERATED ALWAYS AS (coalesce(facts -> 'rules' ->> 'review', '')) STORED,
    ADD COLUMN checked_by text[] GENERATED ALWAYS AS (
        (facts ->> 'union') || names_in(coalesce(facts -> 'rules' -> 'reviewers', '[]'))) STORED,
    ADD COLUMN sign_up    text GENERATED ALWAYS AS (coalesce(facts -> 'rules' ->> 'sign_up', 'parent')) STORED;
CREATE INDEX class_group_union ON class_group (union_code);

-- These unions stand for the child's employer: a guardian belongs to one of them; or to none at all but perhaps a list (whose name has a
-- colon), and they are the group's own.
CREATE FUNCTION works_under(child uuid, unions text[], checked_by text[]) RETURNS boolean LANGUAGE sql STABLE RETURN (
    SELECT coalesce(bool_or(u = ANY (works_under.unions)), works_under.checked_by && works_under.unions)
    FROM child c JOIN guardian USING (family_id) JOIN membership m USING (person_id), unnest(m.unions) AS u
    WHERE c.id = works_under.child AND u NOT LIKE '%:%');
-- Whose desk a request lies on: that of the group's own union and of those that check for it; or, where employers check or sign up, that of
-- the employer's unions. `unions`: those that somebody organizes; NULL: all there are.
CREATE FUNCTION desk_of(unions text[], state text, child uuid, review text, checked_by text[]) RETURNS boolean LANGUAGE sql STABLE RETURN
    unions IS NULL
    OR (state <> 'asked' AND review = 'organizer' AND checked_by && unions)
    OR ((state = 'asked' OR review = 'employer') AND works_under(child, unions, checked_by));

ALTER TABLE staff_decision ADD COLUMN name text NOT NULL DEFAULT '';  -- as pages greeted who decided

-- Staff looked at a paper of a child, to check this enrollment.
CREATE TABLE paper_reading (
    id            uuid PRIMARY KEY DEFAULT uuidv7(),
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id     uuid NOT NULL,
    name          text NOT NULL,
    document_id   uuid NOT NULL,
    child_id      uuid NOT NULL,
    enrollment_id uuid NOT NULL
);
CREATE INDEX paper_reading_of_child ON paper_reading (child_id, id);

CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON paper_reading FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON staff_decision FOR EACH ROW EXECUTE FUNCTION only_added();
