-- People, how they log in, what they may do, the unions and who belongs to them.
-- Purpose of personal data: a phone is only what a person logs in with and is told by; look-ups go by its keyed hash,
-- sending by its sealed form, pages show it masked. Nothing here is about children.

CREATE TABLE park (
    code text PRIMARY KEY,
    name text NOT NULL
);

CREATE TABLE employer (
    code text PRIMARY KEY,
    name text NOT NULL,
    park text REFERENCES park
);

-- A union serves a region, a park or an employer. The tree only grows: a parent exists before its child and never changes.
CREATE TABLE trade_union (
    code       text PRIMARY KEY CONSTRAINT union_code_form CHECK (code ~ '^[a-z][a-z0-9-]{1,39}$'),
    name       text NOT NULL CONSTRAINT union_name_taken UNIQUE,
    kind       text NOT NULL CHECK (kind IN ('region', 'park', 'employer')),
    parent     text CONSTRAINT union_parent_known REFERENCES trade_union,
    park       text REFERENCES park,
    employer   text REFERENCES employer,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((kind = 'park') = (park IS NOT NULL)),
    CHECK ((kind = 'employer') = (employer IS NOT NULL))
);
CREATE INDEX trade_union_parent ON trade_union (parent);

CREATE TABLE person (
    id           uuid PRIMARY KEY,
    phone_hash   bytea NOT NULL UNIQUE,
    phone_sealed bytea NOT NULL,
    phone_masked text NOT NULL,
    name         text CHECK (length(name) <= 40),
    -- Memberships as last told in MembershipChanged: codes, ancestors included. Written under the row's lock.
    unions       text[] NOT NULL DEFAULT '{}',
    revision     int NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE login_code (
    request_id   uuid PRIMARY KEY,
    phone_hash   bytea NOT NULL,
    phone_sealed bytea NOT NULL,
    phone_masked text NOT NULL,
    code_hash    bytea NOT NULL,
    tries        smallint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at      timestamptz
);
CREATE INDEX login_code_phone ON login_code (phone_hash, created_at);
CREATE INDEX login_code_old ON login_code (created_at);

CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX session_person ON session (person_id);

-- By phone, so that a role can be given before the first log-in.
CREATE TABLE role_grant (
    phone_hash   bytea NOT NULL,
    role         text NOT NULL CHECK (role IN ('organizer', 'teacher', 'federation')),
    union_code   text REFERENCES trade_union,
    phone_masked text NOT NULL,
    granted_by   uuid,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT role_granted UNIQUE NULLS NOT DISTINCT (phone_hash, role, union_code),
    CHECK ((role = 'federation') = (union_code IS NULL))
);
CREATE INDEX role_grant_union ON role_grant (union_code);

-- The membership roll: meets people by the hash of their phone.
CREATE TABLE roll_member (
    union_code   text NOT NULL REFERENCES trade_union,
    phone_hash   bytea NOT NULL,
    phone_masked text NOT NULL,
    name         text NOT NULL,
    staff_number text,
    valid_until  date,
    imported_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (union_code, phone_hash)
);
CREATE INDEX roll_member_phone ON roll_member (phone_hash);

-- What an import did; `problems` is [[row, column, kind, masked value], …].
CREATE TABLE roll_import (
    id         uuid PRIMARY KEY,
    union_code text NOT NULL REFERENCES trade_union,
    person_id  uuid,
    filename   text NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    rows       int NOT NULL,
    added      int NOT NULL,
    updated    int NOT NULL,
    unchanged  int NOT NULL,
    applied    boolean NOT NULL,
    problems   jsonb NOT NULL
);
CREATE INDEX roll_import_union ON roll_import (union_code, at DESC);
