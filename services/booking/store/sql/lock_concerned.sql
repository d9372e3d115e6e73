-- Everyone live in groups ($1) whose ledgers are held. Their children are locked as in lock_children.sql, removed ones too: until this
-- transaction ends nothing else is booked for them.
SELECT e.id, e.group_id, e.child_id, e.state, r.group_id AS instead_of
FROM enrollment e
JOIN child c ON c.id = e.child_id
LEFT JOIN enrollment r ON r.id = e.replaces AND e.state = 'offered'
WHERE e.group_id = ANY ($1::uuid[]) AND live(e.state)
ORDER BY c.id
FOR NO KEY UPDATE OF c
