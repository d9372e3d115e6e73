-- $1 groups in which places may be given. Where something is given up for them, so that a place there becomes free. Reads only.
SELECT DISTINCT r.group_id
FROM enrollment e
JOIN enrollment r ON r.id = e.replaces
WHERE e.group_id = ANY ($1::uuid[]) AND e.replaces IS NOT NULL AND live(e.state) AND live(r.state)
