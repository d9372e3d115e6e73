-- $1 groups that are called off or merged. Where the children are to whom a move to them is proposed, and where those are to move, or wait
-- to, that are in them. Reads only.
SELECT r.group_id FROM enrollment o JOIN enrollment r ON r.id = o.replaces WHERE o.group_id = ANY ($1::uuid[]) AND o.state = 'offered'
UNION
SELECT o.group_id FROM enrollment r JOIN enrollment o ON o.replaces = r.id WHERE r.group_id = ANY ($1::uuid[]) AND live(o.state)
