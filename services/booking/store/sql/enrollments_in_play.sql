-- $1 children whose live enrollments count, $2 groups whose waiting list may move, $3 groups called off or drawn (everyone live),
-- $4 enrollments asked for by id. All of them stand under locks the batch holds already.
WITH in_play AS (
    SELECT id, group_id, child_id, state, seq FROM enrollment
    WHERE child_id = ANY ($1::uuid[]) AND state IN ('entered', 'confirmed', 'waitlisted')
    UNION
    SELECT id, group_id, child_id, state, seq FROM enrollment
    WHERE group_id = ANY ($2::uuid[]) AND state = 'waitlisted'
    UNION
    SELECT id, group_id, child_id, state, seq FROM enrollment
    WHERE group_id = ANY ($3::uuid[]) AND state IN ('entered', 'confirmed', 'waitlisted')
    UNION
    SELECT id, group_id, child_id, state, seq FROM enrollment
    WHERE id = ANY ($4::uuid[])
)
SELECT e.*, g.revision FROM in_play e JOIN class_group g ON g.id = e.group_id
