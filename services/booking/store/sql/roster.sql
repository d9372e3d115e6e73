-- Everyone live in a group ($1), and whether it is a child of the one who looks ($2): those with a place,
-- those who are to come to one, then those who wait in the order of their turns. Reads only.
SELECT e.id, e.child_id, c.name, c.birth_date, e.state, e.seq, e.band, e.pool, e.unit, c.school, e.until, e.cleared, e.created_at,
    own_child($2, e.child_id) AS own,
    EXISTS (SELECT FROM staff_decision d WHERE d.enrollment_id = e.id AND d.what = 'enroll') AS booked_for
FROM enrollment e JOIN child c ON c.id = e.child_id
WHERE e.group_id = $1 AND live(e.state)
ORDER BY array_position(ARRAY['confirmed', 'offered', 'pending', 'entered', 'unverified', 'asked', 'waitlisted'], e.state), e.band * (e.state = 'waitlisted')::int, e.seq
