-- By what name another service knows a person: whoever it vouches for logs in as them, and is told by it. One name a service for each person,
-- one person for each name. Kept as phones are: a keyed hash to find by, a sealed value to send to.
CREATE TABLE binding (
    service        text NOT NULL,  -- `wechat`, or who vouches as `channels.toml` names it
    subject_hash   bytea NOT NULL,
    subject_sealed bytea NOT NULL,  -- for the person's id
    person_id      uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    bound_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (service, subject_hash),
    CONSTRAINT bound_once UNIQUE (person_id, service)
);
