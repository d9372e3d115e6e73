-- $1 enrollments asked for by id. Of each: its group and child, the groups of all that was asked for as one with it, and the group
-- of the place it would replace. Only the last may change, by a merge, and is looked at again behind the locks (given_up.sql): so all
-- of it may be read before them.
SELECT e.child_id, array_remove(ARRAY[e.group_id, r.group_id] || ARRAY(
    SELECT m.group_id FROM enrollment m WHERE m.unit = e.unit
), NULL) AS groups
FROM enrollment e
LEFT JOIN enrollment r ON r.id = e.replaces
WHERE e.id = ANY ($1::uuid[])
