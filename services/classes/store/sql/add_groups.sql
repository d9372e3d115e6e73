-- New drafts. Locks nothing but their own rows; the plan's row is locked already.
INSERT INTO class_group (plan_id, key, facts, presentation, planned, opens_at, closes_at, starts_at, ends_at, capacity)
SELECT $1, * FROM unnest(
    $2::text[], $3::jsonb[], $4::jsonb[], $5::jsonb[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::int[]
)
RETURNING key, id
