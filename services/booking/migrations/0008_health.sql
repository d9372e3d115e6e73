-- What a guardian disclosed of a child's health is read by those who check the request and those who care for the child, by nobody else.

ALTER TABLE consent ADD COLUMN told boolean NOT NULL DEFAULT false;  -- there is something to read in the note
-- Key id, nonce and tag are 32 bytes, a sealed {"none":true,"note":""} is 23 more: what is longer says something.
UPDATE consent SET told = true WHERE octet_length(note) > 55;
CREATE INDEX consent_of_child ON consent (child_id) WHERE kind = 'health' AND withdrawn_at IS NULL;

-- The statement on a child's health that counts in a group: the one made to its own text; where its text has changed since, the newest.
-- NULL where the group asks for none.
CREATE FUNCTION health_of(child uuid, facts jsonb) RETURNS uuid LANGUAGE sql STABLE RETURN (
    SELECT s.id FROM consent s
    WHERE s.child_id = health_of.child AND s.kind = 'health' AND s.withdrawn_at IS NULL AND health_of.facts -> 'rules' ->> 'health' <> ''
    ORDER BY s.hash = encode(sha256(convert_to(health_of.facts -> 'rules' ->> 'health', 'UTF8')), 'hex') DESC, s.given_at DESC
    LIMIT 1);

-- Staff read what is disclosed of a child's health, to check this enrollment or to care for the child.
CREATE TABLE health_reading (
    id            uuid PRIMARY KEY DEFAULT uuidv7(),
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id     uuid NOT NULL,
    name          text NOT NULL,
    consent_id    uuid NOT NULL,
    child_id      uuid NOT NULL,
    enrollment_id uuid NOT NULL
);
CREATE INDEX health_reading_of_child ON health_reading (child_id, id);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON health_reading FOR EACH ROW EXECUTE FUNCTION only_added();
