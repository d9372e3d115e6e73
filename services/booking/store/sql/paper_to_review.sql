-- The request for which this person ($1), who organizes these unions ($2; null: all), may look at a paper ($3) now: one to decide, in
-- a group that asks for such a paper. Reads only.
SELECT d.child_id, e.id AS enrollment_id
FROM document d
JOIN enrollment e ON e.child_id = d.child_id AND to_check(e.state, e.cleared)
JOIN class_group g ON g.id = e.group_id
WHERE d.id = $3 AND d.removed_at IS NULL AND may_decide($1, $2, e.state, e.child_id, g.review, g.checked_by)
    AND EXISTS (SELECT FROM jsonb_array_elements(g.facts -> 'rules' -> 'documents') AS asked WHERE asked ->> 'name' = d.name)
ORDER BY e.created_at
LIMIT 1
