-- Keeps answers that changed nothing ($1 owners, $2 keys, $3 digests, $4 statuses, $5 bodies), in one order at every desk, and says which keys had
-- none yet. It does not wait for the disk: should the server fall in the same moment, a key that it forgot is asked anew, and nothing else hangs on it.
-- Locks nothing.
WITH soon AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', true)
)
INSERT INTO idempotent_answer (owner, key, digest, status, body)
SELECT a.* FROM soon, unnest($1::text[], $2::text[], $3::bytea[], $4::smallint[], $5::jsonb[]) AS a (owner, key, digest, status, body)
ORDER BY owner, key
ON CONFLICT DO NOTHING
RETURNING owner, key
