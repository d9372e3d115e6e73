-- Who was given a role, met it at the first log-in, lost one, or had the second factor reset; by whom. Rows are only added.
CREATE TABLE role_change (
    id           uuid PRIMARY KEY DEFAULT uuidv7(),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id    uuid,                    -- NULL: nobody had logged in with that phone yet
    phone_hash   bytea NOT NULL,
    phone_masked text NOT NULL,
    what         text NOT NULL CHECK (what IN ('given', 'met', 'taken', 'reset')),
    role         text NOT NULL DEFAULT '',
    union_code   text,                    -- NULL: the federation's, or a second factor
    changed_by   uuid,                    -- NULL: at the server, or nobody
    name         text NOT NULL DEFAULT ''
);
CREATE INDEX role_change_of_phone ON role_change (phone_hash);
CREATE INDEX role_change_of_person ON role_change (person_id);
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON role_change FOR EACH ROW EXECUTE FUNCTION reading_stays();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON role_change FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
