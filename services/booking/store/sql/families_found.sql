-- Families with a child whose name begins so ($1), or one of these guardians ($2), that asked something of these unions ($3; null: of any);
-- at most $4. Reads only.
WITH named AS (
    SELECT family_id FROM child WHERE $1 <> '' AND name LIKE $1 || '%' AND removed_at IS NULL
    UNION SELECT family_id FROM guardian WHERE person_id = ANY ($2::uuid[])
)
SELECT family_id FROM named WHERE EXISTS (
    SELECT FROM child c JOIN enrollment e ON e.child_id = c.id JOIN class_group g ON g.id = e.group_id
    WHERE c.family_id = named.family_id AND c.removed_at IS NULL AND ($3::text[] IS NULL OR g.union_code = ANY ($3)))
ORDER BY family_id LIMIT $4
