-- Of these enrollments ($1), those whose child's health holds something that staff should know. Reads only.
SELECT e.id
FROM enrollment e JOIN class_group g ON g.id = e.group_id JOIN consent s ON s.id = health_of(e.child_id, g.facts)
WHERE e.id = ANY ($1::uuid[]) AND s.told
