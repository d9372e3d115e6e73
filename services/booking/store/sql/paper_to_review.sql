-- The request for which this person ($1), who organizes these unions ($2; null: all), may look at a paper ($3) now: one to decide, in
-- a group that asks for such a paper; or one that is to be checked early. Reads only.
WITH there AS (
    SELECT e.id, e.child_id, e.group_id, e.state, e.created_at FROM enrollment e WHERE to_check(e.state, e.cleared)
    UNION ALL SELECT NULL, c.child_id, c.group_id, 'pending', c.asked_at FROM early_check c WHERE c.state = 'to_check'
)
SELECT d.child_id, e.id AS enrollment_id
FROM document d
JOIN there e ON e.child_id = d.child_id
JOIN class_group g ON g.id = e.group_id
WHERE d.id = $3 AND d.removed_at IS NULL AND d.media_type <> '' AND may_decide($1, $2, e.state, e.child_id, g.review, g.checked_by)
    AND EXISTS (SELECT FROM jsonb_array_elements(g.facts -> 'rules' -> 'documents') AS asked WHERE asked ->> 'name' = d.name)
ORDER BY e.created_at
LIMIT 1
