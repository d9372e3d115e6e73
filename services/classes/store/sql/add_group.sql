-- A new draft. Locks nothing but its own row; the plan's row is locked already.
INSERT INTO class_group (plan_id, key, facts, presentation, planned, opens_at, closes_at, starts_at, ends_at, capacity)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING id
