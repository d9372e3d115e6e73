-- What has an age at which it goes is found by it. Both indexes grow at their right edge only, and what was taken away is swept soon.
CREATE INDEX idempotent_answer_at ON idempotent_answer (at);
ALTER TABLE idempotent_answer SET (autovacuum_vacuum_scale_factor = 0.02);
