-- Plans that are being imported: hundreds of groups take several turns.
CREATE TABLE importing (
    plan_id   uuid PRIMARY KEY REFERENCES plan ON DELETE CASCADE,
    person_id uuid,
    name      text NOT NULL,
    total     int NOT NULL
);

-- Their groups that wait for a turn, in the order of the file; behind them those that the file does not name any more.
CREATE TABLE importing_group (
    plan_id uuid NOT NULL REFERENCES importing ON DELETE CASCADE,
    n       int NOT NULL,
    key     text NOT NULL,
    -- What the file says of it, as JSON; NULL: nothing.
    line    text,
    PRIMARY KEY (plan_id, n)
);
