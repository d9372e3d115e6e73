-- outside of a transaction
-- Answers to families that were turned away, to be counted on the organizer's day: few among many.
SET lock_timeout = '1min';
DROP INDEX CONCURRENTLY IF EXISTS turned_away;
CREATE INDEX CONCURRENTLY turned_away ON idempotent_answer (at) WHERE body ->> 'result' = 'not_eligible';
