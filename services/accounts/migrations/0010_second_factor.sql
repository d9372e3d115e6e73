-- A second factor of whoever holds a role: the codes of an authenticator (RFC 6238), and recovery codes for a phone that is lost.
CREATE TABLE second_factor (
    person_id     uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    secret_sealed bytea NOT NULL,             -- for this person
    enrolled_at   timestamptz,                -- NULL: it was shown, and not yet proven
    last_step     bigint NOT NULL DEFAULT 0,  -- the half minute of the newest code that was taken: none is taken twice
    tries         integer NOT NULL DEFAULT 0, -- wrong ones since a right one
    tried_at      timestamptz
);
CREATE TABLE recovery_code (
    person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (person_id, code_hash)
);
-- Another officer took it away, for a phone that is lost.
CREATE TABLE second_factor_reset (
    id        uuid PRIMARY KEY DEFAULT uuidv7(),
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    reset_by  uuid NOT NULL,
    name      text NOT NULL,  -- of who did it, as pages greeted them
    reason    text NOT NULL
);
CREATE INDEX second_factor_reset_of ON second_factor_reset (person_id, id);
ALTER TABLE session ADD COLUMN proven_at timestamptz;  -- when the second factor was given
