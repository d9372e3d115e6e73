-- outside of a transaction
SET lock_timeout = '1min';
DROP INDEX CONCURRENTLY IF EXISTS enrollment_offered;
CREATE INDEX CONCURRENTLY enrollment_offered ON enrollment (group_id) WHERE state = 'offered';
