-- Browsers in which a family switched messages on. Who may write there is known by one of our keys; what is written only the browser can read.
CREATE TABLE device (
    id            uuid PRIMARY KEY,      -- made from its address: a browser is one row, of whoever switched it on last
    person_id     uuid NOT NULL,
    subscription  bytea NOT NULL,        -- the address and the browser's keys, sealed for this row
    server_key    text NOT NULL,         -- the public half of our key that its push service knows
    called        text NOT NULL CHECK (length(called) <= 80),
    added_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    failures      int NOT NULL DEFAULT 0,  -- in a row
    failing_since timestamptz,
    rests_until   timestamptz NOT NULL DEFAULT '-infinity',
    CHECK ((failures = 0) = (failing_since IS NULL))
);
CREATE INDEX device_of_person ON device (person_id, added_at);
