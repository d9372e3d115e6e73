-- I6 每个班次的下一步都定了时 every group's next step has its timer
SELECT id, state FROM class_group g
WHERE state IN ('published', 'open', 'closed', 'running')
    AND NOT EXISTS (SELECT FROM timer t WHERE t.kind = 'advance' AND t.subject = g.id::text)
