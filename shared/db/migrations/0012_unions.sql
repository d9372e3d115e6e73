-- The tree of unions as accounts told of it, to show names and to know what stands below one.

CREATE TABLE known_union (
    code     text PRIMARY KEY,
    name     text NOT NULL,
    kind     text NOT NULL,
    parent   text,
    revision bigint NOT NULL
);
