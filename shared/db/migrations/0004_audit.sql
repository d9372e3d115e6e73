-- What this system lets others compare with what they hold themselves (docs/decisions/0017): ids, numbers and instants, nobody's data.
-- Views run with their owner's rights, and nobody but the owner may connect here whom the server's administrator has not let in: so
-- whoever comes in as the auditor sees this and nothing else.
CREATE SCHEMA audit;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO PUBLIC;
GRANT USAGE ON SCHEMA audit TO PUBLIC;

-- Every event of ours that the broker has taken, or shall take: what it refused lies here as a dead letter.
CREATE VIEW audit.said AS
SELECT o.event_id, o.topic, o.created_at FROM outbox o
WHERE NOT EXISTS (SELECT FROM dead_letter d WHERE d.outbox_id = o.id AND d.requeued_at IS NULL);
-- Every event of others that took effect here, or is parked or dropped.
CREATE VIEW audit.settled AS
SELECT event_id FROM inbox UNION SELECT event_id FROM dead_letter WHERE event_id IS NOT NULL;

-- Restored from a backup: what happened between its instant and the restoring is not known here any more. Rows are only added.
CREATE TABLE restored (
    at       timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    taken_at timestamptz NOT NULL
);
CREATE VIEW audit.restored AS SELECT at, taken_at FROM restored;
