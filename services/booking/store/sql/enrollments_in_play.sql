-- $1 children whose live enrollments count, $2 groups whose waiting list may move (with what is given up by those who wait), $3 groups
-- called off or decided (everyone live, with what they would replace, and the moves proposed from there), $4 enrollments asked for by id
-- (with those they replace). All of them stand under locks the batch holds already; with each comes what was asked for as one with it.
-- Every row says what time it is; where nothing is in play, one says that alone.
WITH in_play AS (
    SELECT * FROM enrollment WHERE child_id = ANY ($1::uuid[]) AND live(state)
    UNION
    SELECT * FROM enrollment WHERE group_id = ANY ($2::uuid[]) AND state = 'waitlisted'
    UNION
    SELECT * FROM enrollment WHERE group_id = ANY ($3::uuid[]) AND live(state)
    UNION
    SELECT r.* FROM enrollment e JOIN enrollment r ON r.id = e.replaces WHERE e.group_id = ANY ($3::uuid[]) AND live(e.state)
    UNION
    SELECT r.* FROM enrollment e JOIN enrollment r ON r.id = e.replaces WHERE e.group_id = ANY ($2::uuid[]) AND e.state = 'waitlisted'
    UNION
    SELECT o.* FROM enrollment e JOIN enrollment o ON o.replaces = e.id AND o.state = 'offered'
        WHERE e.group_id = ANY ($3::uuid[]) AND live(e.state)
    UNION
    SELECT * FROM enrollment WHERE id = ANY ($4::uuid[])
    UNION
    SELECT r.* FROM enrollment e JOIN enrollment r ON r.id = e.replaces WHERE e.id = ANY ($4::uuid[])
), with_units AS (
    SELECT * FROM in_play
    UNION
    SELECT m.* FROM enrollment m WHERE m.unit IN (SELECT unit FROM in_play WHERE unit IS NOT NULL) AND live(m.state)
)
SELECT clock.now, e.id, e.group_id, e.child_id, e.state, e.seq, e.band, e.pool, e.unit, e.choice, e.cleared, e.until, e.replaces, e.mend_by, g.revision
FROM (SELECT clock_timestamp() AS now) clock LEFT JOIN (with_units e JOIN class_group g ON g.id = e.group_id) ON true
ORDER BY e.group_id, e.choice, e.id
