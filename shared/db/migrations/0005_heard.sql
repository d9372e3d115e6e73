-- How many events of a partition this system has still to hear, as its consumers last saw; also for processes that consume nothing.
CREATE TABLE heard (
    topic     text NOT NULL,
    partition int NOT NULL,
    behind    bigint NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition)
);
