-- Messages about an enrollment that could not be delivered by a channel: whom an organizer may call instead. The last one counts.
CREATE TABLE unreached (
    enrollment_id uuid PRIMARY KEY,
    group_id      uuid NOT NULL,
    channel       text NOT NULL,
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    reached_at    timestamptz -- an organizer says that the family knows
);
CREATE INDEX unreached_at ON unreached (at);
