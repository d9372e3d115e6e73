-- outside of a transaction
-- A key's history, to be told again before what is new of it. Of what was sent alone: whoever says something pays nothing for it.
SET lock_timeout = '1min';
DROP INDEX CONCURRENTLY IF EXISTS outbox_sent;
CREATE INDEX CONCURRENTLY outbox_sent ON outbox (key, id) WHERE published_at IS NOT NULL;
