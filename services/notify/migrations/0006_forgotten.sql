-- Children of whom nothing is kept: a message of them names nobody, whenever it comes. Known for as long as an event is heard.
CREATE TABLE forgotten (
    child_id uuid PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX forgotten_at ON forgotten (at);
CREATE INDEX message_of_child ON message ((params ->> 'child_id'));
