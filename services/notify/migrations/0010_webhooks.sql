-- Programs of unions are told what happens: events as they may read them, and the addresses to which those are sent.

-- The position that was given last. Its lock orders the commits of all who give positions, so whoever has read up to one misses nothing.
CREATE TABLE public_position (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last     bigint NOT NULL DEFAULT 0
);
INSERT INTO public_position DEFAULT VALUES;

-- An event of an enrollment or a ledger without whoever it is about: ids and numbers.
CREATE TABLE public_event (
    event_id   uuid PRIMARY KEY,
    position   bigint NOT NULL UNIQUE,
    kind       text NOT NULL,
    union_code text NOT NULL,
    at         timestamptz NOT NULL,
    data       jsonb NOT NULL,
    heard_at   timestamptz NOT NULL DEFAULT clock_timestamp()  -- under the same lock: grows with the position
);
CREATE INDEX public_event_heard ON public_event (heard_at);
ALTER TABLE public_event SET (autovacuum_vacuum_scale_factor = 0.02);

-- An address of a union's program, for kinds of events of the union and all below it.
CREATE TABLE webhook (
    id            uuid PRIMARY KEY,
    union_code    text NOT NULL,
    url           text NOT NULL CHECK (length(url) <= 500),
    kinds         text[] NOT NULL CHECK (cardinality(kinds) > 0),
    secret        bytea NOT NULL,             -- sealed for this row
    old_secret    bytea,                      -- signs, too, until …
    old_until     timestamptz,
    made_by       uuid NOT NULL,
    made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    failures      int NOT NULL DEFAULT 0,     -- in a row; above none it is tried by one delivery at a time
    failing_since timestamptz,
    rests_until   timestamptz NOT NULL DEFAULT '-infinity',
    disabled_at   timestamptz,
    disabled_why  text,
    CHECK ((old_secret IS NULL) = (old_until IS NULL)),
    CHECK ((failures = 0) = (failing_since IS NULL)),
    CHECK ((disabled_at IS NULL) = (disabled_why IS NULL))
);
CREATE INDEX webhook_of_union ON webhook (union_code);

-- One event to one address: the row that makes "at least once" true. Its event's id is the `webhook-id` of every attempt.
CREATE TABLE webhook_delivery (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    event_id   uuid NOT NULL,
    test       boolean NOT NULL DEFAULT false,  -- of no event: somebody tries the address
    state      text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'delivered', 'failed')),
    attempts   int NOT NULL DEFAULT 0,
    token      int NOT NULL DEFAULT 0,          -- grows with every taking: whoever lost the row to another writes nothing
    due_at     timestamptz DEFAULT clock_timestamp(),  -- when it may be taken (while sending: again); NULL: done
    status     int,                             -- of the last answer
    reason     text,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT told_once UNIQUE (webhook_id, event_id),
    CHECK ((due_at IS NULL) = (state IN ('delivered', 'failed')))
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_delivery_newest ON webhook_delivery (webhook_id, id);
ALTER TABLE webhook_delivery SET (autovacuum_vacuum_scale_factor = 0.02);
