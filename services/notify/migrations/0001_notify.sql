-- Messages to families and what became of them.

-- What a person told us about being told. No row: inbox only, in Chinese.
CREATE TABLE recipient (
    person_id     uuid PRIMARY KEY,
    email         text CHECK (length(email) <= 254),
    confirmed_at  timestamptz,  -- when the link mailed to `email` was followed; nothing else is mailed before
    language      text NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (confirmed_at IS NULL OR email IS NOT NULL)
);

-- One event told to one person. The texts are rendered from `kind` and `params` whenever somebody reads them.
CREATE TABLE message (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    event_id   uuid NOT NULL,
    person_id  uuid NOT NULL,
    kind       text NOT NULL,
    params     jsonb NOT NULL,
    listed     boolean NOT NULL DEFAULT true,  -- false: about a channel itself, not shown in the inbox
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    read_at    timestamptz,
    UNIQUE (event_id, person_id)
);
CREATE INDEX message_inbox ON message (person_id, id) WHERE listed;
CREATE INDEX message_unread ON message (person_id) WHERE listed AND read_at IS NULL;

-- One message by one channel: the row that makes "exactly once" true, whatever is delivered twice.
CREATE TABLE delivery (
    id          uuid PRIMARY KEY DEFAULT uuidv7(),
    message_id  uuid NOT NULL REFERENCES message,
    event_id    uuid NOT NULL,
    person_id   uuid NOT NULL,
    channel     text NOT NULL CHECK (channel IN ('inbox', 'mail')),
    state       text NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'failed', 'suppressed', 'unknown')),
    attempts    int NOT NULL DEFAULT 0,      -- also the fencing token of whoever is sending
    doubts      int NOT NULL DEFAULT 0,      -- attempts of which nobody knows whether the provider took them
    due_at      timestamptz DEFAULT clock_timestamp(),  -- when a worker may take it (while sending: again); NULL: done
    provider_id text,
    reason      text,
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (event_id, person_id, channel),
    CHECK ((due_at IS NULL) = (state IN ('accepted', 'failed', 'suppressed')) OR state = 'unknown')
);
CREATE INDEX delivery_due ON delivery (channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_of_message ON delivery (message_id);
