-- A number that nobody used for long may be another person's by now. Whoever is here today was here today.
ALTER TABLE person ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE person ALTER COLUMN seen_at SET DEFAULT clock_timestamp();

-- Log-ins that have to prove themselves: whoever brings the answer, which booking gives, is the person.
CREATE TABLE asleep (
    request_id uuid PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    answer     uuid NOT NULL DEFAULT gen_random_uuid(),
    at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX asleep_person ON asleep (person_id);
CREATE INDEX asleep_old ON asleep (at);

-- People whose number somebody else has begun with: their union gives them another one.
CREATE TABLE parked (
    person_id  uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    phone_hash bytea NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX parked_phone ON parked (phone_hash);

-- A union says that a number is still its member's.
ALTER TABLE union_change
    DROP CONSTRAINT union_change_what_check,
    ADD CONSTRAINT union_change_what_check CHECK (what IN ('rename', 'merge', 'close', 'vouch'));
