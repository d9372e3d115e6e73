-- I2 随托管班的班不会没有托管班 no option without its care: a place needs a place, a turn at least a turn
SELECT e.child_id, e.id, e.group_id, e.state FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE g.only_with IS NOT NULL AND live(e.state) AND NOT EXISTS (
    SELECT FROM enrollment c JOIN class_group k ON k.id = c.group_id
    WHERE c.child_id = e.child_id AND k.care = g.only_with AND live(c.state)
        AND (c.state IN ('pending', 'offered', 'confirmed') OR e.state NOT IN ('pending', 'offered', 'confirmed')))
