-- Families, what is known of groups and memberships, the place ledger, and enrollments.

CREATE TABLE family (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE guardian (
    person_id uuid PRIMARY KEY,
    family_id uuid NOT NULL REFERENCES family
);
CREATE INDEX guardian_family ON guardian (family_id);

-- As accounts last said; a lower revision never replaces a higher one.
CREATE TABLE membership (
    person_id uuid PRIMARY KEY,
    unions    text[] NOT NULL,
    revision  bigint NOT NULL
);

CREATE TABLE child (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    family_id  uuid NOT NULL REFERENCES family,
    name       text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    birth_date date,
    grade      smallint CHECK (grade BETWEEN -2 AND 9),
    grade_year smallint,
    removed_at timestamptz,
    CHECK ((grade IS NULL) = (grade_year IS NULL))
);
CREATE INDEX child_family ON child (family_id);

-- What the organizer declared, as classes last said.
CREATE TABLE class_group (
    id       uuid PRIMARY KEY,
    revision bigint NOT NULL,
    facts    jsonb NOT NULL
);

-- The count of a group's places: small, because it is the row that a whole city waits for at 09:00.
CREATE TABLE ledger (
    group_id   uuid PRIMARY KEY,
    capacity   int NOT NULL CHECK (capacity >= 0),
    taken      int NOT NULL DEFAULT 0,
    waiting    int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    next_seq   bigint NOT NULL DEFAULT 1,
    called_off boolean NOT NULL DEFAULT false,
    version    bigint NOT NULL DEFAULT 1,
    announced  bigint NOT NULL DEFAULT 0,
    CONSTRAINT no_place_sold_twice CHECK (taken BETWEEN 0 AND capacity)
) WITH (fillfactor = 50);
-- Hot rows stay heap-only: nothing that a booking changes is indexed.

-- No foreign keys here: a batch holds the locks of the ledger and of the child it writes, and they halve the throughput.
CREATE TABLE enrollment (
    id         uuid PRIMARY KEY,
    group_id   uuid NOT NULL,
    child_id   uuid NOT NULL,
    state      text NOT NULL CHECK (state IN ('confirmed', 'waitlisted', 'withdrawn', 'cancelled')),
    seq        bigint NOT NULL,
    booked_by  uuid NOT NULL,
    reason     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT one_turn_each UNIQUE (group_id, seq)
);
CREATE UNIQUE INDEX one_live_enrollment ON enrollment (child_id, group_id) WHERE state IN ('confirmed', 'waitlisted');
CREATE INDEX enrollment_queue ON enrollment (group_id, seq) WHERE state = 'waitlisted';
