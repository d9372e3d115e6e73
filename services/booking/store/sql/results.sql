-- Who has a place in a group ($1), in the order of admission, and who waits, in the order of turns. Reads only. Who was put first by
-- hand stands behind those who came by the rules.
SELECT c.name, e.state, e.band, e.standing, e.replaces IS NOT NULL AS moved
FROM enrollment e JOIN child c ON c.id = e.child_id
WHERE e.group_id = $1 AND e.state IN ('confirmed', 'waitlisted')
ORDER BY e.state, CASE WHEN e.state = 'waitlisted' THEN e.band END,
    CASE WHEN e.state = 'confirmed' THEN coalesce((e.standing ->> 'rank')::int, 1000000000) END,
    CASE WHEN e.state = 'confirmed' THEN e.seq < 0 END, e.seq
