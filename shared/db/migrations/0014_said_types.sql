-- Of which type it was: not every reader of a topic acts on all that is said there.
CREATE OR REPLACE VIEW audit.said AS
SELECT o.event_id, o.topic, o.created_at, o.type FROM outbox o
WHERE NOT EXISTS (SELECT FROM dead_letter d WHERE d.outbox_id = o.id AND d.requeued_at IS NULL);
