-- outside of a transaction
-- What is due first, of what does not let others pass, and of what does.
SET lock_timeout = '1min';
DROP INDEX CONCURRENTLY IF EXISTS delivery_due_in_turn;
CREATE INDEX CONCURRENTLY delivery_due_in_turn ON delivery (channel, later, due_at) WHERE due_at IS NOT NULL;
