-- Keys by which a union's own programs read, each for some scopes of the union and all below it.
CREATE TABLE api_key (
    id         uuid PRIMARY KEY,
    union_code text NOT NULL REFERENCES trade_union,
    name       text NOT NULL CHECK (length(name) BETWEEN 2 AND 60),
    scopes     text[] NOT NULL CHECK (cardinality(scopes) > 0),
    key_hash   bytea NOT NULL CONSTRAINT api_key_known UNIQUE,
    made_by    uuid NOT NULL,
    made_name  text NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz,
    revoked_by uuid,
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX api_key_of_union ON api_key (union_code, made_at);
