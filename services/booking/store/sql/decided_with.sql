-- $1 requests that are checked. The groups of their common decision while it is still to be made: the last check makes it. Read before
-- the locks: a decision that was made stays made.
SELECT other.id AS group_id
FROM enrollment e
JOIN class_group g ON g.id = e.group_id
JOIN ledger l ON l.group_id = g.id AND NOT l.settled
JOIN class_group other ON other.draw_id = g.draw_id
WHERE e.id = ANY ($1::uuid[])
