-- What organizers declare: plans (招生方案) and the groups (班次) they describe.

CREATE TABLE plan (
    id          uuid PRIMARY KEY DEFAULT uuidv7(),
    key         text NOT NULL UNIQUE,
    union_code  text NOT NULL,
    title       text NOT NULL,
    source      text NOT NULL,
    revision    int NOT NULL DEFAULT 1,
    imported_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX plan_union ON plan (union_code);

-- Called class_group because GROUPS is a word of SQL. What lists filter by is read out of the facts, so it cannot disagree.
CREATE TABLE class_group (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    plan_id         uuid NOT NULL REFERENCES plan,
    key             text NOT NULL,
    state           text NOT NULL DEFAULT 'draft'
        CHECK (state IN ('draft', 'published', 'open', 'closed', 'running', 'finished', 'cancelled')),
    revision        bigint NOT NULL DEFAULT 1,
    facts           jsonb NOT NULL,
    presentation    jsonb NOT NULL,
    -- Facts and presentation as the plan last said them: what the file did not change, a later import leaves alone.
    planned         jsonb NOT NULL,
    opens_at        timestamptz NOT NULL,
    closes_at       timestamptz NOT NULL,
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    reason          text NOT NULL DEFAULT '',
    -- As booking's ledger last said; its capacity is the one in force.
    capacity        int NOT NULL CHECK (capacity >= 0),
    taken           int NOT NULL DEFAULT 0 CHECK (taken >= 0),
    waiting         int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    ledger_revision bigint NOT NULL DEFAULT 0,
    changed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    union_code      text NOT NULL GENERATED ALWAYS AS (facts ->> 'union') STORED,
    season          text NOT NULL GENERATED ALWAYS AS (facts ->> 'season') STORED,
    kind            text NOT NULL GENERATED ALWAYS AS (facts ->> 'kind') STORED,
    site            text NOT NULL GENERATED ALWAYS AS (facts ->> 'site') STORED,
    title           text NOT NULL GENERATED ALWAYS AS (facts ->> 'title') STORED,
    -- No band in the facts is a range without bounds: it holds everybody.
    grades          int4range NOT NULL GENERATED ALWAYS AS
        (int4range((facts -> 'grades' ->> 0)::int, (facts -> 'grades' ->> 1)::int, '[]')) STORED,
    ages            int4range NOT NULL GENERATED ALWAYS AS
        (int4range((facts -> 'ages' ->> 0)::int, (facts -> 'ages' ->> 1)::int, '[]')) STORED,
    CONSTRAINT group_key_once_a_plan UNIQUE (plan_id, key),
    CONSTRAINT registration_ends_after_it_begins CHECK (opens_at < closes_at),
    CONSTRAINT ends_after_it_starts CHECK (starts_at < ends_at)
) WITH (fillfactor = 70);
CREATE INDEX class_group_season ON class_group (season, state);
CREATE INDEX class_group_union ON class_group (union_code);

-- Who changed what, for the organizer to read.
CREATE TABLE change (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_id  uuid NOT NULL REFERENCES class_group ON DELETE CASCADE,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id uuid,
    name      text NOT NULL DEFAULT '',
    what      text NOT NULL,
    detail    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX change_group ON change (group_id, id);
