-- I4 合并后的旧档不再有任何东西 nothing hangs on a record that became one with another
SELECT c.id FROM child c
WHERE c.joined_into IS NOT NULL AND (
    EXISTS (SELECT FROM enrollment e WHERE e.child_id = c.id)
    OR EXISTS (SELECT FROM document d WHERE d.child_id = c.id AND d.removed_at IS NULL)
    OR EXISTS (SELECT FROM consent s WHERE s.child_id = c.id AND s.withdrawn_at IS NULL)
    OR EXISTS (SELECT FROM child o WHERE o.id = c.joined_into AND o.joined_into IS NOT NULL))
