-- Ways of admitting beyond first come: units and choices, offers, reviews, pools, priorities; and what a family prepares for them.

ALTER TABLE ledger
    ADD COLUMN held    int NOT NULL DEFAULT 0 CHECK (held >= 0),
    ADD COLUMN asked   int NOT NULL DEFAULT 0 CHECK (asked >= 0),
    ADD COLUMN settled boolean NOT NULL DEFAULT false,
    ADD COLUMN pools   jsonb NOT NULL DEFAULT '{}',  -- pool → places taken or held by those it is kept for
    DROP CONSTRAINT no_place_sold_twice,
    ADD CONSTRAINT no_place_sold_twice CHECK (taken >= 0 AND taken + held <= capacity);
UPDATE ledger SET settled = frozen AND entered = 0;

ALTER TABLE enrollment
    ADD COLUMN band     smallint NOT NULL DEFAULT 0,
    ADD COLUMN pool     text,
    ADD COLUMN unit     uuid,                          -- what was asked for as one; NULL: alone
    ADD COLUMN choice   smallint NOT NULL DEFAULT 1,
    ADD COLUMN cleared  boolean NOT NULL DEFAULT true, -- false while somebody has to check it
    ADD COLUMN until    timestamptz,                   -- when its offer ends
    ADD COLUMN replaces uuid,                          -- the enrollment that ends when the offer is accepted
    ADD COLUMN standing jsonb,                         -- rank, of, places: how the common decision came out
    DROP CONSTRAINT enrollment_state_check,
    ADD CONSTRAINT enrollment_state_check CHECK (state IN (
        'asked', 'entered', 'waitlisted', 'pending', 'offered', 'confirmed',
        'withdrawn', 'cancelled', 'refused', 'expired', 'unplaced', 'superseded')),
    ADD CONSTRAINT an_offer_ends CHECK (state <> 'offered' OR until IS NOT NULL);

-- One name for "live", so that queries and indexes cannot disagree.
CREATE FUNCTION live(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    state IN ('asked', 'entered', 'waitlisted', 'pending', 'offered', 'confirmed');
DROP INDEX one_live_enrollment;
CREATE UNIQUE INDEX one_live_enrollment ON enrollment (child_id, group_id) WHERE live(state);
DROP INDEX enrollment_queue;
CREATE INDEX enrollment_queue ON enrollment (group_id, band, seq) WHERE state = 'waitlisted';
CREATE INDEX enrollment_unit ON enrollment (unit) WHERE unit IS NOT NULL;
CREATE INDEX enrollment_of_child ON enrollment (child_id);  -- a child's history
CREATE INDEX enrollment_to_check ON enrollment (group_id) WHERE NOT cleared AND live(state);

-- When a group opens and closes, to find those a family can prepare for. The facts say instants with their offset, so the text
-- means the same whatever the session's time zone.
CREATE FUNCTION instant(facts jsonb, name text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    (facts ->> name)::timestamptz;
ALTER TABLE class_group
    ADD COLUMN opens_at  timestamptz GENERATED ALWAYS AS (instant(facts, 'opens_at')) STORED,
    ADD COLUMN closes_at timestamptz GENERATED ALWAYS AS (instant(facts, 'closes_at')) STORED;
CREATE INDEX class_group_closing ON class_group (closes_at);
-- What a family may rank as wishes, or ask for as one.
CREATE INDEX class_group_together ON class_group ((facts -> 'rules' ->> 'together'));
CREATE INDEX class_group_session ON class_group ((facts ->> 'session'));

-- What a family says of itself, and of each child; conditions and priorities read it.
ALTER TABLE family
    ADD COLUMN categories text[] NOT NULL DEFAULT '{}',  -- hardship, new_form … or a notice's own words
    ADD COLUMN employers  text[] NOT NULL DEFAULT '{}';
ALTER TABLE child
    ADD COLUMN school      text NOT NULL DEFAULT '',
    ADD COLUMN school_area text NOT NULL DEFAULT '',
    ADD COLUMN home_area   text NOT NULL DEFAULT '';

-- union → since when, where the roll says it: a notice may ask who joined by an instant.
ALTER TABLE membership ADD COLUMN joined jsonb NOT NULL DEFAULT '{}';

-- A guardian accepted a text (an agreement) or made a statement (on a child's health). Another text has another hash.
CREATE TABLE consent (
    id           uuid PRIMARY KEY DEFAULT uuidv7(),
    family_id    uuid NOT NULL REFERENCES family,
    child_id     uuid REFERENCES child,   -- NULL: for the whole family
    kind         text NOT NULL CHECK (kind IN ('agreement', 'health')),
    title        text NOT NULL,
    version      text NOT NULL,
    hash         text NOT NULL,           -- SHA-256 of the text, hex
    note         bytea,                   -- what the guardian disclosed of the child's health, sealed
    given_by     uuid NOT NULL,
    given_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX one_consent_a_text ON consent (family_id, coalesce(child_id, family_id), hash) WHERE withdrawn_at IS NULL;

-- What was accepted can be read again when the groups say something else.
CREATE TABLE consent_text (
    hash text PRIMARY KEY,
    text text NOT NULL
);

-- An uploaded paper: its bytes lie sealed in the paper store under `id`, never here.
CREATE TABLE document (
    id          uuid PRIMARY KEY DEFAULT uuidv7(),
    child_id    uuid NOT NULL REFERENCES child,
    name        text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    media_type  text NOT NULL,
    size        int NOT NULL CHECK (size > 0),
    uploaded_by uuid NOT NULL,
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at  timestamptz
);
CREATE INDEX document_of_child ON document (child_id) WHERE removed_at IS NULL;

-- What staff decided by hand, and why: reviews, families put first, moves proposed. Rows are only added.
CREATE TABLE staff_decision (
    id            uuid PRIMARY KEY DEFAULT uuidv7(),
    at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id     uuid NOT NULL,
    group_id      uuid NOT NULL,
    enrollment_id uuid,
    what          text NOT NULL CHECK (what IN ('approve', 'refuse', 'put_first', 'propose_move')),
    reason        text NOT NULL DEFAULT '',
    CONSTRAINT a_reason_is_given CHECK (what = 'approve' OR char_length(reason) > 0)
);
CREATE INDEX staff_decision_of_group ON staff_decision (group_id, id);

-- A common decision over one group, or over all groups that are decided together; only one by lot has a row here.
-- (Version 0.1 kept one draw a group and a plain list of entrants; it was never released, so no such list is kept.)
ALTER TABLE class_group ADD COLUMN draw_id uuid;
UPDATE class_group SET draw_id = id WHERE facts ->> 'way' <> 'first_come';
CREATE INDEX class_group_draw ON class_group (draw_id) WHERE draw_id IS NOT NULL;
ALTER TABLE draw RENAME COLUMN group_id TO id;
ALTER TABLE draw RENAME COLUMN entrants TO units;
ALTER TABLE draw RENAME COLUMN entrants_hash TO units_hash;
ALTER TABLE draw
    DROP COLUMN capacity,
    ADD COLUMN bands  jsonb,  -- the priorities by name, as they stood at the freeze
    ADD COLUMN wholes jsonb,  -- number of a unit → what was asked for as one; never published
    ADD COLUMN groups jsonb;  -- group → title, places and pools, as they stood when the draw was held
