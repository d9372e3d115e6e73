-- Numbers that nobody used for long, as accounts says: whoever has one now names a child, and has the answer that accounts waits for.
CREATE TABLE asleep (
    request_id   uuid PRIMARY KEY,
    person_id    uuid NOT NULL,
    unused_since timestamptz NOT NULL,
    answer       uuid NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX asleep_old ON asleep (at);

-- How often it was tried since the number was used last, by whichever log-in.
CREATE TABLE number_tried (
    person_id    uuid NOT NULL,
    unused_since timestamptz NOT NULL,
    tries        smallint NOT NULL DEFAULT 1,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, unused_since)
);
CREATE INDEX number_tried_old ON number_tried (at);
