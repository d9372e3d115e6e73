-- For which firms members on a union's roll work, as accounts told: a family that writes where it works is offered them.
CREATE TABLE union_firms (
    union_code text PRIMARY KEY,
    revision   bigint NOT NULL,
    firms      text[] NOT NULL
);
