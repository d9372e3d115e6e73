-- $1 groups whose places may become free. Where those who wait in them wait, too, for what they asked for as one. Reads only.
SELECT DISTINCT m.group_id
FROM enrollment w
JOIN enrollment m ON m.unit = w.unit
WHERE w.group_id = ANY ($1::uuid[]) AND w.state = 'waitlisted' AND w.unit IS NOT NULL AND live(m.state)
