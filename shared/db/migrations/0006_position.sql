-- How far this system has heard each partition, in the transaction's own database: put back from a backup, it hears again what came since,
-- whatever the broker believes. Of another cluster than the one that is listened to it means nothing.
CREATE TABLE position (
    topic      text NOT NULL,
    partition  int NOT NULL,
    cluster_id text NOT NULL,
    next       bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
