-- Live numbers of some groups. Reads only.
SELECT id, state, opens_at, closes_at, starts_at, ends_at, capacity, taken, waiting, facts -> 'waiting_limit' AS waiting_limit
FROM class_group
WHERE id = ANY ($1::uuid[]) AND state <> 'draft'
