-- I3 给过的答复都算数 every answer that was given stands
-- Who was told 已录取 has the place, or gave it up, or was told that it ended; who was told that it is given up never has it again.
-- What was said of a record that became one with another was said of the one child.
SELECT a.owner, a.key, a.body ->> 'result' AS said, e.id AS enrollment_id, e.state
FROM idempotent_answer a LEFT JOIN enrollment e ON e.id = (a.body ->> 'enrollment_id')::uuid
WHERE a.body ->> 'enrollment_id' IS NOT NULL AND (
    e.id IS NULL
    OR (a.status = 201 AND (e.group_id, e.child_id) <> (
        (a.body -> 'group' ->> 'id')::uuid,
        coalesce((SELECT joined_into FROM child WHERE id = (a.body -> 'child' ->> 'id')::uuid), (a.body -> 'child' ->> 'id')::uuid)))
    OR CASE a.body ->> 'result'
        WHEN 'confirmed' THEN e.state NOT IN ('confirmed', 'withdrawn', 'cancelled', 'superseded')
        WHEN 'withdrawn' THEN e.state <> 'withdrawn'
        ELSE false END)
