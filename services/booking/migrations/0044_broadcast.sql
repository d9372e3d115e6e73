-- What an organizer says to the families of some groups at once.
CREATE TABLE broadcast (
    id         uuid PRIMARY KEY,
    union_code text NOT NULL,
    group_ids  uuid[] NOT NULL CHECK (cardinality(group_ids) BETWEEN 1 AND 2000),
    waiting    boolean NOT NULL,           -- said also to families who wait
    title      text NOT NULL CHECK (char_length(title) BETWEEN 2 AND 30),
    body       text NOT NULL CHECK (char_length(body) BETWEEN 2 AND 500),
    contact    text NOT NULL CHECK (char_length(contact) BETWEEN 2 AND 60),
    says_at    timestamptz,                -- NULL: as soon as it is sent off
    state      text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'saying', 'paused', 'stopped', 'said')),
    made_by    uuid NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_by    uuid,                       -- who sent it off; for many families somebody else than who wrote it
    upto       uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',  -- it was said to everybody up to this person
    told       int NOT NULL DEFAULT 0,     -- so many
    CONSTRAINT sent_by_somebody CHECK ((state = 'draft') = (sent_by IS NULL))
);
CREATE INDEX broadcast_of_union ON broadcast (union_code, made_at);
