-- outside of a transaction
-- A receipt names a message by the provider's number; only what was taken and has not arrived yet is looked for.
SET lock_timeout = '1min';
DROP INDEX CONCURRENTLY IF EXISTS delivery_receipt_due;
CREATE INDEX CONCURRENTLY delivery_receipt_due ON delivery (provider_id) WHERE state IN ('sending', 'accepted', 'unknown') AND channel NOT IN ('inbox', 'mail');
