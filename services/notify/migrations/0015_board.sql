-- outside of a transaction
-- Organizers see what became of messages of their groups, the newest first.
SET lock_timeout = '1min';
DROP INDEX CONCURRENTLY IF EXISTS message_of_union;
CREATE INDEX CONCURRENTLY message_of_union ON message ((params #>> '{group,union}'), id) WHERE listed;
