-- A phone is how a person is reached, not who they are: it changes. Numbers that were theirs are still theirs on a roll that names them,
-- until somebody else logs in with one.
CREATE TABLE former_phone (
    phone_hash bytea PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX former_phone_person ON former_phone (person_id);

-- The old number is lost: the union asks for another one, which counts from `acts_at` on, unless whoever has the old one stops it.
CREATE TABLE phone_change (
    person_id    uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    phone_hash   bytea NOT NULL CONSTRAINT phone_asked_for_once UNIQUE,
    phone_sealed bytea NOT NULL,
    phone_masked text NOT NULL,
    union_code   text NOT NULL,
    asked_by     uuid NOT NULL,
    name         text NOT NULL,
    reason       text NOT NULL CHECK (char_length(reason) BETWEEN 2 AND 200),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    acts_at      timestamptz NOT NULL
);
