-- What every system has besides its own tables.

-- Events to be told: written in the business transaction, sent by the relay, kept so that a broker that lost
-- everything can be refilled. `id` is taken while the transaction holds the lock of the row that is the event's key, so
-- for one key the order of ids is the order of truth.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id     uuid NOT NULL DEFAULT uuidv7(),
    topic        text NOT NULL,
    key          text NOT NULL,
    shard        smallint NOT NULL,
    type         text NOT NULL,
    body         bytea NOT NULL,
    traceparent  text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz
);
-- Scanned instead of `id > last`: a lower id can commit later.
CREATE INDEX outbox_unpublished ON outbox (shard, id) WHERE published_at IS NULL;
-- Every row leaves that index soon; what it leaves behind must be swept while the table is large and quiet, too.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- One relay at a time owns a shard; `token` grows with every new owner and stands in every write of the owner.
CREATE TABLE relay_lease (
    shard  smallint PRIMARY KEY,
    holder uuid,
    token  bigint NOT NULL DEFAULT 0,
    until  timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO relay_lease (shard) SELECT generate_series(0, 7);

-- The broker that holds what is marked published. Another cluster id means that the log was lost.
CREATE TABLE relay_target (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    cluster_id text NOT NULL
);

-- An event that took effect here (or was parked): written in the transaction of the effect.
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Events that could not take effect, whole, with the cause; `requeued_at` when somebody had them tried again with success.
-- One that the broker would not take has no partition and offset, but the row of the outbox it came from.
CREATE TABLE dead_letter (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint bytea NOT NULL UNIQUE,
    event_id    uuid,
    topic       text NOT NULL,
    partition   int,
    "offset"    bigint,
    outbox_id   bigint,
    key         bytea,
    headers     jsonb NOT NULL,
    body        bytea,
    cause       text NOT NULL,
    parked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    requeued_at timestamptz,
    CHECK ((partition IS NULL) = ("offset" IS NULL) AND (partition IS NULL) = (outbox_id IS NOT NULL))
);

-- Something to be done at an instant of the database clock.
CREATE TABLE timer (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL,
    subject  text NOT NULL,
    due_at   timestamptz NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    UNIQUE (kind, subject)
);
CREATE INDEX timer_due ON timer (due_at);

-- The answer that a write was given: the same key and body get it again.
CREATE TABLE idempotent_answer (
    owner  text NOT NULL,
    key    text NOT NULL,
    digest bytea NOT NULL,
    status smallint,
    body   jsonb,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (owner, key)
);
