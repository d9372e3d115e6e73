-- I2 一个孩子只有一个名额 one place a child, whoever asked
-- Namesakes born on one day may both have one where a person has looked (told_apart), or from before anybody did.
SELECT e.group_id, e.child_id, o.child_id AS other FROM enrollment e JOIN child c ON c.id = e.child_id
JOIN child d ON d.identity = c.identity AND d.id > c.id JOIN enrollment o ON o.child_id = d.id AND o.group_id = e.group_id
WHERE e.state IN ('entered', 'waitlisted', 'pending', 'offered', 'confirmed')
    AND o.state IN ('entered', 'waitlisted', 'pending', 'offered', 'confirmed')
    AND greatest(e.created_at, o.created_at) > (SELECT at FROM migration WHERE name = 'own/0007_one_child.sql')
    AND NOT EXISTS (SELECT FROM told_apart t WHERE t.child_id = c.id AND t.other_id = d.id)
