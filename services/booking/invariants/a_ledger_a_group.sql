-- I4 每个班次一本账 every group has a ledger, every enrollment a group and a child
SELECT 'group' AS what, g.id FROM class_group g WHERE NOT EXISTS (SELECT FROM ledger l WHERE l.group_id = g.id)
UNION ALL SELECT 'ledger', l.group_id FROM ledger l WHERE NOT EXISTS (SELECT FROM class_group g WHERE g.id = l.group_id)
UNION ALL SELECT 'enrollment', e.id FROM enrollment e
WHERE NOT EXISTS (SELECT FROM ledger l WHERE l.group_id = e.group_id) OR NOT EXISTS (SELECT FROM child c WHERE c.id = e.child_id)
