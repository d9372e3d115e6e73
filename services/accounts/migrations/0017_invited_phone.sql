-- To which phone an invitation of booking's was made: the last one that its inviter named. Nothing here says whether anybody has it.
CREATE TABLE invited_phone (
    id            uuid PRIMARY KEY DEFAULT uuidv7(),
    invitation_id uuid NOT NULL,
    person_id     uuid NOT NULL REFERENCES person ON DELETE CASCADE,  -- who named it
    phone_hash    bytea NOT NULL,
    code          text NOT NULL CONSTRAINT code_of_an_invitation CHECK (code ~ '^[A-Za-z0-9_-]{43}$'),
    at            timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX invited_phone_of ON invited_phone (invitation_id);
CREATE INDEX invited_phone_to ON invited_phone (phone_hash, at);
CREATE INDEX invited_phone_by ON invited_phone (person_id, at);
CREATE INDEX invited_phone_old ON invited_phone (at);
